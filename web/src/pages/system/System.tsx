// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { useSystem } from '@/api/queries';
import type { ConnectionView, SystemView } from '@/api/types';
import { bytes, count, fixed, percent } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Meter } from '@/ui/Meter';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';

export default function System() {
  const query = useSystem();
  return (
    <Shown query={query} lines={8}>
      {(system) => (
        <div className="grid content-start gap-2 p-2 lg:grid-cols-3">
          <Program system={system} />
          <Venue connection={system.connection} />
          <Feeds system={system} />
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
          ['Session', system.process === null ? 'does not run' : `process ${system.process}`],
          ['Memory, at most', bytes(system.peak_memory_bytes)],
          ['Journal read up to', <Moment key="journal" time={system.journal_time} full />],
          ['Journal', system.journal_failure ?? 'followed'],
          ['Streams open', count(system.stream_clients)],
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
        <Meter
          label="Request budget"
          used={connection.weight_used}
          limit={1}
          show={(value) => percent(value, 0)}
        />
        <Meter
          label="Order budget"
          used={connection.orders_used}
          limit={1}
          show={(value) => percent(value, 0)}
        />
        <Facts
          facts={[
            ['Market feed', <MarketFeed key="market" connection={connection} />],
            ['Account feed', <Up key="account" isUp={connection.account_up} />],
            [
              "Venue's clock less ours",
              clock_known ? `${fixed(clock_offset_ms, 1)} ms` : 'not compared',
            ],
            ['Uncertain by', clock_known ? `${fixed(clock_uncertainty_ms, 1)} ms` : '–'],
            [
              'Closed by the venue until',
              closed_until ? <Moment key="closed" time={closed_until} /> : 'not closed',
            ],
          ]}
        />
      </div>
    </Panel>
  );
}

/** Connected and mute is not down. */
function MarketFeed({ connection }: { connection: ConnectionView }) {
  const { market_up, market_silent, silent_since } = connection;
  if (!market_up || !market_silent) return <Up isUp={market_up} />;
  return (
    <Badge tone="warn" icon="warning">
      no message since <Moment time={silent_since} />
    </Badge>
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
    <Panel title="Feeds of this server">
      {feeds.length === 0 ? (
        <Empty title="No feed is open." />
      ) : (
        <ul className="space-y-1.5">
          {feeds.map(({ name, is_up }) => (
            <li key={name} className="flex items-center justify-between gap-3">
              <span className="min-w-0 truncate text-muted">{name}</span>
              <Up isUp={is_up} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
