// SPDX-License-Identifier: MIT
import { useAudit } from '@/api/queries';
import type { AuditRow } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';

const COLUMNS: Column<AuditRow>[] = [
  { name: 'Time', width: 5, cell: (row) => <Moment time={row.time} /> },
  { name: 'Who', width: 5, cell: (row) => row.user || 'nobody' },
  { name: 'Act', width: 8, grows: true, cell: (row) => row.action },
  { name: 'Answer', width: 5, cell: (row) => <Answer isAllowed={row.ok} /> },
  { name: 'From', width: 8, cell: (row) => row.address, wide: true },
  {
    name: 'Detail',
    width: 10,
    grows: true,
    cell: (row) => `${row.target} ${row.detail}`.trim(),
    wide: true,
  },
];

function Answer({ isAllowed }: { isAllowed: boolean }) {
  return (
    <Badge tone={isAllowed ? 'quiet' : 'bad'} icon={isAllowed ? 'check' : 'close'}>
      {isAllowed ? 'Done' : 'Refused'}
    </Badge>
  );
}

export default function Audit() {
  const list = useAudit();
  return (
    <div className="flex h-full flex-col p-2">
      <Panel title="Audit trail" note="who did what" className="flex-1" flush>
        <ListTable
          label="Audit trail"
          list={list}
          rows={list.data}
          columns={COLUMNS}
          keyOf={({ audit }) => audit}
          empty={<Empty title="Nothing has been done yet." />}
        />
      </Panel>
    </div>
  );
}
