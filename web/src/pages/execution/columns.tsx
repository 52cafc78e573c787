// SPDX-License-Identifier: MIT
import type { ParentView } from '@/api/types';
import { money } from '@/format/decimal';
import { fixed, percentDown, words } from '@/format/number';
import { AveragePrice, Quantity } from '@/ui/amounts';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import type { Column } from '@/ui/Table';
import { filledShare, slippageBps } from './progress';
import { Slippage } from './Slippage';

export const ENDED_COLUMNS: Column<ParentView>[] = [
  { name: 'No', width: 2.5, cell: (row) => row.parent, wide: true },
  { name: 'Ended', width: 5, cell: (row) => <Moment time={row.updated} /> },
  { name: 'Pair', width: 4.75, grows: true, cell: (row) => row.pair },
  { name: 'Side', width: 3.25, cell: (row) => <SideText side={row.side} /> },
  {
    name: 'Algorithm',
    width: 5.5,
    grows: true,
    cell: (row) => <span title={words(row.algorithm)}>{words(row.algorithm)}</span>,
    wide: true,
  },
  { name: 'Strategy', width: 6.5, grows: true, cell: (row) => row.strategy, wide: true },
  {
    name: 'Quantity',
    width: 5,
    right: true,
    cell: (row) => <Quantity pair={row.pair} value={row.quantity} />,
    wide: true,
  },
  {
    name: 'Filled',
    width: 3.5,
    right: true,
    cell: (row) => percentDown(filledShare(row)),
    wide: true,
  },
  { name: 'Orders', width: 3.25, right: true, cell: (row) => row.children, wide: true },
  {
    name: 'Average',
    width: 5.5,
    right: true,
    cell: (row) => <AveragePrice pair={row.pair} value={row.average_price} />,
    wide: true,
  },
  {
    name: 'Against arrival',
    width: 6.5,
    right: true,
    cell: (row) => <Slippage bps={slippageBps(row.side, row.average_price, row.arrival_price)} />,
    wide: true,
  },
  {
    name: 'Cost',
    width: 4.5,
    right: true,
    cell: (row) => (row.total === null ? '–' : money(row.total)),
    wide: true,
  },
  { name: 'Cost, bps', width: 4, right: true, cell: (row) => fixed(row.total_bps, 1) },
];
