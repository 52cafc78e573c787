// SPDX-License-Identifier: MIT
import { useNavigate } from 'react-router';
import type { ClosedTrade } from '@/api/types';
import { exact, ratio } from '@/format/decimal';
import { span } from '@/format/time';
import { Price, Quantity } from '@/ui/amounts';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { SignedMoney, SignedPercent } from '@/ui/numbers';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import type { useClosedRows } from './closedRows';

const COLUMNS: Column<ClosedTrade>[] = [
  { name: 'Closed', width: 4.75, cell: (row) => <Moment time={row.exit_time} /> },
  { name: 'Pair', width: 4.75, grows: true, cell: (row) => row.pair },
  { name: 'Strategy', width: 4.25, grows: true, cell: (row) => row.strategy, wide: true },
  {
    name: 'Quantity',
    width: 4.25,
    right: true,
    cell: (row) => <Quantity pair={row.pair} value={row.quantity} />,
  },
  {
    name: 'Entry',
    width: 4.75,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.entry_price} />,
    wide: true,
  },
  {
    name: 'Exit',
    width: 4.75,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.exit_price} />,
    wide: true,
  },
  { name: 'Held', width: 3, right: true, cell: heldOf, wide: true },
  { name: 'Profit', width: 4.5, right: true, cell: profitOf },
  {
    name: 'Of cost',
    width: 4.25,
    right: true,
    cell: (row) => <SignedPercent value={ratio(row.pnl, row.cost)} />,
    wide: true,
  },
];

function heldOf({ entry_time, entry_reason, exit_reason, duration_s }: ClosedTrade) {
  const why = [entry_reason, exit_reason].filter(Boolean).join(', then ');
  return <span title={`since ${entry_time}${why && `: ${why}`}`}>{span(duration_s * 1000)}</span>;
}

function profitOf({ pnl, currency, entry_fee, exit_fee }: ClosedTrade) {
  const title = `${exact(pnl)} ${currency} after fees of ${exact(entry_fee)} and ${exact(exit_fee)}`;
  return (
    <span title={title}>
      <SignedMoney value={pnl} />
    </span>
  );
}

export function ClosedTable({ rows, list }: ReturnType<typeof useClosedRows>) {
  const navigate = useNavigate();
  return (
    <ListTable
      isLive
      label="Closed positions"
      list={list}
      columns={COLUMNS}
      rows={rows}
      keyOf={({ trade }) => trade}
      onOpen={({ pair }) => void navigate(`/trade/${pair}`)}
      empty={
        <Empty
          title="Nothing has been closed yet."
          hint="A sale closes what was bought first; each part of it is a row here."
        />
      }
    />
  );
}
