// SPDX-License-Identifier: MIT
import { useState } from 'react';
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
import { AlertDrawer } from './AlertDrawer';
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
  wide: true,
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
      onAcknowledge={() => mutate({ id: row.alert })}
    />
  );
}

/** What the session itself says that a person should know. */
export function SessionAlerts() {
  const [severity, setSeverity] = useUrlState<(typeof SEVERITIES)[number][0]>('severity', '');
  const { rows, list } = useAlertRows(severity);
  const has = useHas();
  const canAcknowledge = has('post /alerts/{id}/acknowledge');
  const acknowledge = useAcknowledgeAlert();
  const [openKey, setOpenKey] = useState<number | null>(null);
  const open = rows?.find(({ alert }) => alert === openKey);
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
        columns={canAcknowledge ? [...COLUMNS, SEEN] : COLUMNS}
        openKey={openKey}
        onOpen={({ alert }) => setOpenKey(alert)}
        keyOf={({ alert }) => alert}
        empty={<Empty title="All quiet." />}
      />
      {open && (
        <AlertDrawer
          title={sentence(open.rule) || 'Alert of the session'}
          severity={open.severity}
          text={open.text}
          times={[['Told', open.time]]}
          seen={open}
          isPending={acknowledge.isPending}
          onClose={() => setOpenKey(null)}
          {...(canAcknowledge && {
            onAcknowledge: (note: string) => acknowledge.mutate({ id: open.alert, note }),
          })}
        />
      )}
    </Panel>
  );
}
