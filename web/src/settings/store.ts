// SPDX-License-Identifier: MIT
// What a person set about this browser's view, kept in it. The boot script reads the theme from the
// same place.
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Zone } from '@/format/time';

export type Theme = 'dark' | 'light' | 'system';

interface Settings {
  theme: Theme;
  zone: Zone;
  isRailFolded: boolean;
  /** Pairs that the person put at the head of the watch list. */
  watched: string[];
}

export const useSettings = create<Settings>()(
  persist((): Settings => ({ theme: 'system', zone: 'utc', isRailFolded: false, watched: [] }), {
    name: 'keel.settings',
  }),
);

const prefersLight = matchMedia('(prefers-color-scheme: light)');

function onPreference(notice: () => void): () => void {
  prefersLight.addEventListener('change', notice);
  return () => prefersLight.removeEventListener('change', notice);
}

/** The theme that is painted. */
export function usePaintedTheme(): 'dark' | 'light' {
  const wish = useSettings(({ theme }) => theme);
  const isLight = useSyncExternalStore(onPreference, () => prefersLight.matches);
  if (wish !== 'system') return wish;
  return isLight ? 'light' : 'dark';
}

export function useThemeOnDocument(): void {
  const theme = usePaintedTheme();
  // Before the charts, which read their colours from the document when they are shown.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}

export function useZone(): Zone {
  return useSettings(({ zone }) => zone);
}
