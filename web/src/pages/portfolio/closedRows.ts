// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useClosedTrades } from '@/api/queries';
import { useRows } from '@/stream/stream';

/** Parts of positions that were closed, newest first: the server's pages with the stream over them. */
export function useClosedRows() {
  const live = useRows('closed_trades');
  const list = useClosedTrades();
  return { rows: mergeRows(live, list.data, ({ trade }) => trade), list };
}
