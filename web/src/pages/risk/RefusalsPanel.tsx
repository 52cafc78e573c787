// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useRefusals } from '@/api/queries';
import type { RefusalRow } from '@/api/types';
import { exact, sign } from '@/format/decimal';
import { words } from '@/format/number';
import { useRows } from '@/stream/stream';
import { Badge } from '@/ui/Badge';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';

const COLUMNS: Column<RefusalRow>[] = [
  { name: 'Time', width: 5, cell: (row) => <Moment time={row.time} /> },
  { name: 'Pair', width: 5.25, cell: (row) => row.pair },
  { name: 'Side', width: 3.25, cell: (row) => <SideText side={row.side} />, wide: true },
  { name: 'Asked', width: 4.5, right: true, cell: (row) => exact(row.asked), wide: true },
  { name: 'Approved', width: 5.5, right: true, cell: (row) => <Approved row={row} /> },
  {
    name: 'Rules',
    width: 7,
    grows: true,
    cell: (row) => row.rules.split(',').map(words).join(', '),
  },
  { name: 'Strategy', width: 7, grows: true, cell: (row) => row.strategy, wide: true },
];

function Approved({ row }: { row: RefusalRow }) {
  return sign(row.approved) === 0 ? <Badge tone="bad">Refused</Badge> : exact(row.approved);
}

export function RefusalsPanel({ className = '' }: { className?: string }) {
  const live = useRows('refusals');
  const list = useRefusals();
  const rows = mergeRows(live, list.data, ({ refusal }) => refusal);
  return (
    <Panel title="Refused or made smaller" note={rows?.length} className={className} flush>
      <ListTable
        isLive
        label="Refusals"
        list={list}
        columns={COLUMNS}
        rows={rows}
        keyOf={({ refusal }) => refusal}
        empty={<Empty title="Nothing was refused." />}
      />
    </Panel>
  );
}
