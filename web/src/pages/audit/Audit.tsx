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
  { name: 'Answer', width: 5, cell: (row) => <Answer status={row.status} /> },
  { name: 'From', width: 8, cell: (row) => row.address, wide: true },
  { name: 'Detail', width: 10, grows: true, cell: (row) => row.detail, wide: true },
];

function Answer({ status }: { status: number }) {
  const isDone = status < 400;
  return (
    <Badge tone={isDone ? 'quiet' : 'bad'} icon={isDone ? 'check' : 'close'}>
      {status}
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
