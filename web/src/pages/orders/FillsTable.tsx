// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useFills } from '@/api/queries';
import type { FillRow } from '@/api/types';
import { exact, money, multiply } from '@/format/decimal';
import { useRows } from '@/stream/stream';
import { Price, Quantity } from '@/ui/amounts';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';

const FILL_COLUMNS: Column<FillRow>[] = [
  { name: 'Time', width: 5.5, cell: (fill) => <Moment time={fill.time} /> },
  { name: 'Pair', width: 5.5, grows: true, cell: (fill) => fill.pair },
  { name: 'Side', width: 3.25, cell: (fill) => <SideText side={fill.side} /> },
  {
    name: 'Quantity',
    width: 6,
    right: true,
    cell: (fill) => <Quantity pair={fill.pair} value={fill.quantity} />,
  },
  {
    name: 'Price',
    width: 6,
    right: true,
    cell: (fill) => <Price pair={fill.pair} value={fill.price} />,
  },
  {
    name: 'Value',
    width: 6.5,
    right: true,
    cell: (fill) => money(multiply(fill.quantity, fill.price)),
    wide: true,
  },
  {
    name: 'Fee',
    width: 8,
    right: true,
    cell: (fill) => `${exact(fill.fee)} ${fill.fee_currency}`,
    wide: true,
  },
  { name: 'Liquidity', width: 4.5, cell: (fill) => fill.liquidity, wide: true },
  { name: 'Strategy', width: 6, grows: true, cell: (fill) => fill.strategy, wide: true },
  { name: 'Order', width: 4, right: true, cell: (fill) => fill.order_id, wide: true },
];

const fillKey = ({ venue, account, pair, trade_id }: FillRow) =>
  `${venue}|${account}|${pair}|${trade_id}`;

export function useFillRows(pair = '') {
  const live = useRows('fills');
  const list = useFills({ pair });
  const rows = mergeRows(live, list.data, fillKey, ({ time }) => time);
  return { rows: rows?.filter((fill) => !pair || fill.pair === pair), list };
}

export function FillsTable({
  pair = '',
  onOpen,
}: {
  pair?: string;
  onOpen: (order: number) => void;
}) {
  const { rows, list } = useFillRows(pair);
  return (
    <ListTable
      isLive
      label="Fills"
      list={list}
      columns={FILL_COLUMNS}
      rows={rows}
      keyOf={fillKey}
      onOpen={({ order_id }) => onOpen(order_id)}
      empty={<Empty title="Nothing has been traded yet." />}
    />
  );
}
