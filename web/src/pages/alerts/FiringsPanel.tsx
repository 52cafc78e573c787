// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useAcknowledgeAll, useAcknowledgeFiring } from '@/api/acts';
import { useMay } from '@/api/roles';
import type { AlertFiring } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useAlertingNow } from '@/shell/alerting';
import { AlertDrawer } from './AlertDrawer';
import { useFiringRows } from './alertRows';
import { stateOf } from './firingState';
import { Seen } from './Seen';
import { Severity } from './Severity';

const LOOKS = {
  firing: { tone: 'bad', icon: 'alerts', text: 'Firing' },
  acknowledged: { tone: 'warn', icon: 'user', text: 'Acknowledged' },
  resolved: { tone: 'info', icon: 'check', text: 'Over' },
  seen: { tone: 'quiet', icon: 'check', text: 'Over' },
} as const;

function State({ firing }: { firing: AlertFiring }) {
  const { tone, icon, text } = LOOKS[stateOf(firing)];
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}

function SeenFiring({ firing }: { firing: AlertFiring }) {
  const { mutate, isPending } = useAcknowledgeFiring();
  return (
    <Seen
      what={`${firing.name}, firing ${firing.firing}`}
      by={firing.acknowledged_by}
      at={firing.acknowledged_at}
      note={firing.note}
      isPending={isPending}
      onAcknowledge={() => mutate({ id: firing.firing })}
    />
  );
}

function What({ firing }: { firing: AlertFiring }) {
  const { text, ended } = firing;
  return <span title={ended ? `${text}; ${ended}` : text}>{text}</span>;
}

const COLUMNS: Column<AlertFiring>[] = [
  { name: 'Fired', width: 5, cell: (row) => <Moment time={row.fired_at} /> },
  { name: 'State', width: 7, cell: (row) => <State firing={row} /> },
  {
    name: 'Severity',
    width: 5.5,
    cell: (row) => <Severity severity={row.severity} />,
    wide: true,
  },
  { name: 'Rule', width: 11, cell: (row) => row.name, wide: true },
  { name: 'What', width: 9, grows: true, cell: (row) => <What firing={row} /> },
  { name: 'Over', width: 5, cell: (row) => <Moment time={row.resolved_at} />, wide: true },
  { name: 'Seen by', width: 8.5, cell: (row) => <SeenFiring firing={row} />, wide: true },
];

/** What the rules of this desk found. */
export function FiringsPanel() {
  const { rows, list } = useFiringRows();
  const [openKey, setOpenKey] = useState<number | null>(null);
  const open = rows?.find(({ firing }) => firing === openKey);
  return (
    <Panel
      title="What the rules found"
      note={rows?.length}
      className="flex-1"
      flush
      actions={<AcknowledgeAll />}
    >
      <ListTable
        isLive
        label="What the rules found"
        list={list}
        rows={rows}
        columns={COLUMNS}
        openKey={openKey}
        onOpen={({ firing }) => setOpenKey(firing)}
        keyOf={({ firing }) => firing}
        empty={<Empty title="No rule has fired." hint="What they look at is under Rules." />}
      />
      {open && <FiringDrawer firing={open} onClose={() => setOpenKey(null)} />}
    </Panel>
  );
}

function FiringDrawer({ firing, onClose }: { firing: AlertFiring; onClose: () => void }) {
  const acknowledge = useAcknowledgeFiring();
  const { ended } = firing;
  return (
    <AlertDrawer
      title={firing.name}
      severity={firing.severity}
      text={firing.text}
      times={[
        ['So since', firing.since],
        ['Fired', firing.fired_at],
        [ended ? `Over: ${ended}` : 'Over', firing.resolved_at],
      ]}
      sent={firing.channels}
      seen={firing}
      isPending={acknowledge.isPending}
      onAcknowledge={(note) => acknowledge.mutate({ id: firing.firing, note })}
      onClose={onClose}
    />
  );
}

function AcknowledgeAll() {
  const mayAcknowledge = useMay('trader');
  const alerting = useAlertingNow();
  const all = useAcknowledgeAll();
  if (!mayAcknowledge || !alerting || alerting.unacknowledged === 0) return null;
  return (
    <Button size="small" disabled={all.isPending} onClick={() => all.mutate()}>
      Acknowledge all {alerting.unacknowledged}
    </Button>
  );
}
