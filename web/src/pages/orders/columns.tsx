// SPDX-License-Identifier: MIT
import type { OrderRow } from '@/api/types';
import { Slippage } from '@/pages/execution/Slippage';
import { AveragePrice, Quantity } from '@/ui/amounts';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import type { Column } from '@/ui/Table';
import { Filled, OrderPrice, typeOf } from './filled';
import { OrderStateBadge } from './OrderState';

export const ORDER_COLUMNS: Column<OrderRow>[] = [
  { name: 'Order', width: 3.25, cell: (order) => order.order_id, wide: true },
  { name: 'Time', width: 5, cell: (order) => <Moment time={order.created} /> },
  { name: 'Pair', width: 4.75, grows: true, cell: (order) => order.pair },
  { name: 'Side', width: 3.25, cell: (order) => <SideText side={order.side} /> },
  { name: 'Type', width: 5.5, cell: typeOf, wide: true },
  {
    name: 'Quantity',
    width: 4.75,
    right: true,
    cell: (order) => <Quantity pair={order.pair} value={order.quantity} />,
    wide: true,
  },
  {
    name: 'Price',
    width: 5,
    right: true,
    cell: (order) => <OrderPrice order={order} />,
    wide: true,
  },
  {
    name: 'Filled',
    width: 5.25,
    right: true,
    cell: (order) => <Filled order={order} />,
    wide: true,
  },
  {
    name: 'Average',
    width: 5,
    right: true,
    cell: (order) => <AveragePrice pair={order.pair} value={order.average_price} />,
    wide: true,
  },
  {
    name: 'Against arrival',
    width: 6.5,
    right: true,
    cell: (order) => <Slippage bps={order.slippage_bps} />,
    wide: true,
  },
  { name: 'Strategy', width: 7.5, grows: true, cell: (order) => order.strategy, wide: true },
  { name: 'State', width: 6, cell: (order) => <OrderStateBadge state={order.state} /> },
];

const BRIEF = new Set(['Time', 'Pair', 'Side', 'Quantity', 'Price']);

/** For a panel beside others; on a phone all but the time. */
export const BRIEF_ORDER_COLUMNS = ORDER_COLUMNS.filter(({ name }) => BRIEF.has(name)).map(
  (column) => ({ ...column, wide: column.name === 'Time' }),
);
