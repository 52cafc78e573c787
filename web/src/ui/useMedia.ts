// SPDX-License-Identifier: MIT
import { useCallback, useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (notice: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', notice);
      return () => media.removeEventListener('change', notice);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** A phone. */
export function useIsNarrow(): boolean {
  return useMedia('(max-width: 767px)');
}
