// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { usePortfolio } from '@/api/queries';
import type { PositionRow } from '@/api/types';
import { sign } from '@/format/decimal';
import { useRows } from '@/stream/stream';

export const positionKey = ({ venue, account, strategy, pair }: PositionRow) =>
  `${venue}|${account}|${strategy}|${pair}`;

/** What every strategy holds or has earned, by pair. */
export function usePositionRows() {
  const live = useRows('positions');
  const query = usePortfolio();
  const rows = mergeRows(live, query.data?.items, positionKey)?.reverse();
  return { rows, query };
}

export const isHeld = ({ quantity }: PositionRow) => sign(quantity) !== 0;
