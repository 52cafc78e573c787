// SPDX-License-Identifier: MIT
import { useAcknowledgeAlert } from '@/api/acts';
import { useHas } from '@/api/capabilities';
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
import { Seen } from './Seen';
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

const SEEN: Column<AlertRow> = {
  name: 'Seen by',
  width: 8.5,
  cell: (row) => <SeenAlert row={row} />,
};

function SeenAlert({ row }: { row: AlertRow }) {
  const { mutate, isPending } = useAcknowledgeAlert();
  // A note asks nobody for anything.
  if (row.severity === 'note' && !row.acknowledged_by) return <span className="text-muted">–</span>;
  return (
    <Seen
      what={`alert ${row.alert}`}
      by={row.acknowledged_by}
      at={row.acknowledged_at}
      note={row.note}
      isPending={isPending}
      onAcknowledge={() => mutate(row.alert)}
    />
  );
}

/** What the session itself says that a person should know. */
export function SessionAlerts() {
  const [severity, setSeverity] = useUrlState<(typeof SEVERITIES)[number][0]>('severity', '');
  const { rows, list } = useAlertRows(severity);
  const has = useHas();
  const columns = has('post /alerts/{id}/acknowledge') ? [...COLUMNS, SEEN] : COLUMNS;
  return (
    <Panel
      title="Alerts of the session"
      note={rows?.length}
      className="flex-1"
      flush
      actions={
        <Segments label="Severity" value={severity} options={SEVERITIES} onChange={setSeverity} />
      }
    >
      <ListTable
        isLive
        label="Alerts of the session"
        list={list}
        rows={rows}
        columns={columns}
        keyOf={({ alert }) => alert}
        empty={<Empty title="All quiet." />}
      />
    </Panel>
  );
}
