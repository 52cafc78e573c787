// SPDX-License-Identifier: MIT
import { useMemo } from 'react';
import { mergeRows } from '@/api/merge';
import { useEquity } from '@/api/queries';
import type { EquityRow } from '@/api/types';
import { useRows } from '@/stream/stream';

/** The account over time, oldest first. */
export function useEquityRows(): EquityRow[] | undefined {
  const live = useRows('equity');
  const { data } = useEquity();
  return useMemo(
    () =>
      mergeRows(
        live,
        data?.items,
        ({ account, time }) => `${account}|${time}`,
        ({ time }) => time,
      )?.reverse(),
    [live, data],
  );
}
