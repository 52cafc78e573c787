// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { useSystem } from '@/api/queries';
import type { ConnectionView, LatencyView, SystemView } from '@/api/types';
import { bytes, count, fixed, micros, percent } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Meter } from '@/ui/Meter';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';

export default function System() {
  const query = useSystem();
  return (
    <Shown query={query} lines={8}>
      {(system) => (
        <div className="grid content-start gap-2 p-2 lg:grid-cols-3">
          <Program system={system} />
          <Venue connection={system.connection} />
          <Feeds system={system} />
          <Latencies latencies={system.latencies} />
        </div>
      )}
    </Shown>
  );
}

function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className="space-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right text-strong">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Program({ system }: { system: SystemView }) {
  return (
    <Panel title="Program">
      <Facts
        facts={[
          ['Version', system.version],
          ['Started', <Moment key="started" time={system.started} full />],
          ['Process', system.process],
          ['Memory', bytes(system.memory_bytes)],
          ['Disk used', bytes(system.disk_used_bytes)],
          ['Disk free', bytes(system.disk_free_bytes)],
          ['Journal', `${count(system.journal_records)} records, ${bytes(system.journal_bytes)}`],
          ['Dashboards connected', count(system.stream_clients)],
        ]}
      />
    </Panel>
  );
}

function Venue({ connection }: { connection: ConnectionView | null }) {
  if (!connection) {
    return (
      <Panel title="Venue">
        <Empty title="No session is connected to a venue." />
      </Panel>
    );
  }
  const { clock_known, clock_offset_ms, clock_uncertainty_ms, closed_until } = connection;
  return (
    <Panel title="Venue">
      <div className="space-y-4">
        <Meter label="Request budget" used={connection.weight_used} limit={1} show={(value) => percent(value, 0)} />
        <Meter label="Order budget" used={connection.orders_used} limit={1} show={(value) => percent(value, 0)} />
        <Facts
          facts={[
            ['Market feed', <Up key="market" isUp={connection.market_up && !connection.market_silent} />],
            ['Account feed', <Up key="account" isUp={connection.account_up} />],
            ["Venue's clock less ours", clock_known ? `${fixed(clock_offset_ms, 1)} ms` : 'not compared'],
            ['Uncertain by', clock_known ? `${fixed(clock_uncertainty_ms, 1)} ms` : '–'],
            ['No requests before', closed_until ? <Moment key="closed" time={closed_until} /> : 'open'],
          ]}
        />
      </div>
    </Panel>
  );
}

function Up({ isUp }: { isUp: boolean }) {
  return (
    <Badge tone={isUp ? 'good' : 'bad'} icon={isUp ? 'check' : 'close'}>
      {isUp ? 'up' : 'down'}
    </Badge>
  );
}

function Feeds({ system: { feeds } }: { system: SystemView }) {
  return (
    <Panel title="Feeds" note="time since the last message">
      {feeds.length === 0 ? (
        <Empty title="No feed is open." />
      ) : (
        <ul className="space-y-1.5">
          {feeds.map(({ name, is_up, age_s }) => (
            <li key={name} className="flex items-center gap-3">
              <Up isUp={is_up} />
              <span className="min-w-0 truncate">{name}</span>
              <span className="ml-auto text-strong">{age_s === null ? '–' : `${fixed(age_s, 1)} s`}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const COLUMNS: Column<LatencyView>[] = [
  { name: 'What', width: 8, grows: true, cell: ({ name }) => name },
  { name: 'Count', width: 5, right: true, cell: (row) => count(row.count), wide: true },
  { name: 'Median', width: 5, right: true, cell: (row) => micros(row.p50_us) },
  { name: '90%', width: 5, right: true, cell: (row) => micros(row.p90_us), wide: true },
  { name: '99%', width: 5, right: true, cell: (row) => micros(row.p99_us) },
  { name: 'Longest', width: 5, right: true, cell: (row) => micros(row.max_us), wide: true },
];

function Latencies({ latencies }: { latencies: LatencyView[] }) {
  return (
    <Panel title="Latency" className="lg:col-span-3" flush>
      <Table
        label="Latency"
        columns={COLUMNS}
        rows={latencies}
        keyOf={({ name }) => name}
        empty={<Empty title="Nothing has been measured yet." />}
      />
    </Panel>
  );
}
