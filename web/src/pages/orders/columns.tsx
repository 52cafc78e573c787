// SPDX-License-Identifier: MIT
import type { OrderRow } from '@/api/types';
import { exact } from '@/format/decimal';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import type { Column } from '@/ui/Table';
import { Filled, priceOf, typeOf } from './filled';
import { OrderStateBadge } from './OrderState';

export const ORDER_COLUMNS: Column<OrderRow>[] = [
  { name: 'Order', width: '4rem', cell: (order) => order.order_id, wide: true },
  { name: 'Time', width: '5.5rem', cell: (order) => <Moment time={order.created} /> },
  { name: 'Pair', width: 'minmax(5.5rem,1fr)', cell: (order) => order.pair },
  { name: 'Side', width: '3.25rem', cell: (order) => <SideText side={order.side} /> },
  { name: 'Type', width: '6.5rem', cell: typeOf, wide: true },
  { name: 'Quantity', width: '6.5rem', right: true, cell: (order) => exact(order.quantity), wide: true },
  { name: 'Price', width: '6rem', right: true, cell: priceOf, wide: true },
  { name: 'Filled', width: '6rem', right: true, cell: (order) => <Filled order={order} />, wide: true },
  {
    name: 'Average',
    width: '6rem',
    right: true,
    cell: (order) => (order.average_price ? exact(order.average_price) : '–'),
    wide: true,
  },
  { name: 'Strategy', width: 'minmax(6rem,1fr)', cell: (order) => order.strategy, wide: true },
  { name: 'State', width: '7rem', cell: (order) => <OrderStateBadge state={order.state} /> },
];

const BRIEF = new Set(['Time', 'Pair', 'Side', 'Quantity', 'Price', 'State']);

/** For a panel beside others. */
export const BRIEF_ORDER_COLUMNS = ORDER_COLUMNS.filter(({ name }) => BRIEF.has(name));
