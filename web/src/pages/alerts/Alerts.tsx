// SPDX-License-Identifier: MIT
import type { AlertRow } from '@/api/types';
import { sentence } from '@/format/number';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { useAlertRows } from './alertRows';
import { Severity } from './Severity';

const SEVERITIES = [
  ['', 'All'],
  ['critical', 'Critical'],
  ['warning', 'Warnings'],
  ['note', 'Notes'],
] as const;

const COLUMNS: Column<AlertRow>[] = [
  { name: 'Time', width: 5, cell: (row) => <Moment time={row.time} /> },
  { name: 'Severity', width: 5.5, cell: (row) => <Severity severity={row.severity} /> },
  { name: 'Rule', width: 9, cell: (row) => sentence(row.rule), wide: true },
  { name: 'What', width: 9, grows: true, cell: (row) => <span title={row.text}>{row.text}</span> },
];

export default function Alerts() {
  const [severity, setSeverity] = useUrlState<(typeof SEVERITIES)[number][0]>('severity', '');
  const { rows, list } = useAlertRows(severity);
  return (
    <div className="flex h-full flex-col p-2">
      <Panel
        title="Alerts"
        note={rows?.length}
        className="flex-1"
        flush
        actions={
          <Segments label="Severity" value={severity} options={SEVERITIES} onChange={setSeverity} />
        }
      >
        <ListTable
          isLive
          label="Alerts"
          list={list}
          rows={rows}
          columns={COLUMNS}
          keyOf={({ alert }) => alert}
          empty={<Empty title="All quiet." />}
        />
      </Panel>
    </div>
  );
}
