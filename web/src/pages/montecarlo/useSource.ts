// SPDX-License-Identifier: MIT
import { useData, useInstruments } from '@/api/queries';
import { useUrlState } from '@/ui/useUrlState';
import { sourceOf, sourceOptions } from './source';

/** The chosen series, the session's first pair until one is chosen. */
export function useSource() {
  const instruments = useInstruments();
  const stored = useData();
  const [chosen, choose] = useUrlState('source', '');
  const options = sourceOptions(instruments.data?.items ?? [], stored.data ?? []);
  const key = chosen || (options[0]?.[0] ?? '');
  const isKnown = options.some(([option]) => option === key);
  return {
    key,
    source: sourceOf(key),
    // One of the address that is not in the list is shown, too: the server says what is wrong.
    options: isKnown || !key ? options : [[key, key] as const, ...options],
    choose,
    isLoading: instruments.isLoading || stored.isLoading,
  };
}
