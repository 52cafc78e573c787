// SPDX-License-Identifier: MIT
import { useNavigate } from 'react-router';
import type { PositionRow } from '@/api/types';
import { money, multiply } from '@/format/decimal';
import { AveragePrice, Price, Quantity } from '@/ui/amounts';
import { SignedMoney } from '@/ui/numbers';
import { Empty } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';
import { positionKey } from './positionRows';

const COLUMNS: Column<PositionRow>[] = [
  { name: 'Pair', width: 5, grows: true, cell: (row) => row.pair },
  { name: 'Strategy', width: 5, grows: true, cell: (row) => row.strategy, wide: true },
  {
    name: 'Quantity',
    width: 5,
    right: true,
    cell: (row) => <Quantity pair={row.pair} value={row.quantity} />,
  },
  {
    name: 'Entry',
    width: 4.75,
    right: true,
    cell: (row) => <AveragePrice pair={row.pair} value={row.entry_price} />,
    wide: true,
  },
  {
    name: 'Mark',
    width: 4.75,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.mark_price} />,
    wide: true,
  },
  { name: 'Value', width: 5, right: true, cell: valueOf, wide: true },
  {
    name: 'Unrealized',
    width: 5,
    right: true,
    cell: (row) => <SignedMoney value={row.unrealized_pnl} />,
  },
  {
    name: 'Realized',
    width: 4.5,
    right: true,
    cell: (row) => <SignedMoney value={row.realized_pnl} />,
    wide: true,
  },
];

function valueOf({ quantity, mark_price }: PositionRow): string {
  return mark_price ? money(multiply(quantity, mark_price)) : '–';
}

/** Where there is less room. */
const BRIEF = COLUMNS.filter(({ name }) => name !== 'Strategy' && name !== 'Realized');

export function PositionsTable({ rows, isBrief }: { rows: PositionRow[]; isBrief?: boolean }) {
  const navigate = useNavigate();
  return (
    <Table
      isLive
      label="Positions"
      columns={isBrief ? BRIEF : COLUMNS}
      rows={rows}
      keyOf={positionKey}
      onOpen={({ pair }) => void navigate(`/trade/${pair}`)}
      empty={<Empty title="Nothing is held." />}
    />
  );
}
