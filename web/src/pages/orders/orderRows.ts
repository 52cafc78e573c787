// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useOrders } from '@/api/queries';
import type { OrderRow } from '@/api/types';
import { useRows } from '@/stream/stream';
import { isOpen } from './OrderState';

export interface OrderFilter {
  show: 'all' | 'open' | 'filled' | 'canceled' | 'rejected';
  pair: string;
  strategy: string;
}

const STATES: Partial<Record<OrderFilter['show'], string>> = {
  filled: 'FILLED',
  canceled: 'CANCELED',
  rejected: 'REJECTED',
};

function keeps({ show, pair, strategy }: OrderFilter, order: OrderRow): boolean {
  if (show === 'open' && !isOpen(order)) return false;
  const state = STATES[show];
  if (state && order.state !== state) return false;
  return (!pair || order.pair === pair) && (!strategy || order.strategy === strategy);
}

/** Orders that pass the filter, newest first: the server's pages with the stream over them. */
export function useOrderRows(filter: OrderFilter) {
  const live = useRows('orders');
  const { show, pair, strategy } = filter;
  const list = useOrders({
    ...(show === 'open' && { open: true }),
    ...(STATES[show] && { state: STATES[show] }),
    pair,
    strategy,
  });
  const rows = mergeRows(live, list.data, ({ order_id }) => order_id);
  return { rows: rows?.filter((order) => keeps(filter, order)), list };
}

/** Orders that may still trade. */
export function useOpenOrders(): OrderRow[] | undefined {
  return useOrderRows({ show: 'open', pair: '', strategy: '' }).rows;
}
