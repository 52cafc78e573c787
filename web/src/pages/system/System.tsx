// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { useSystem } from '@/api/queries';
import type { ConnectionView, FeedView, StorageView, SystemView } from '@/api/types';
import { bytes, count, counted, fixed, percent, sentence, signed } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Meter } from '@/ui/Meter';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { LatencyPanel } from './LatencyPanel';
import { seconds } from './latency';

export default function System() {
  const query = useSystem();
  return (
    <Shown query={query} lines={8}>
      {(system) => (
        <div className="grid content-start gap-2 p-2 lg:grid-cols-3">
          <Program system={system} />
          <Venue connection={system.connection} />
          <div className="grid content-start gap-2">
            <Feeds feeds={system.feeds} />
            <Storage storage={system.storage} />
          </div>
          <LatencyPanel
            title="Order to the venue's first word"
            meaning="From the record of an order, made before it is sent, until the venue took, filled or refused it."
            latency={system.ack}
          />
          <LatencyPanel
            title="Bar to order"
            meaning="From the close of a bar, by the venue's stamp, to an order sent on it; how far the two clocks differ is in it."
            latency={system.bar_to_order}
          />
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
              clock_known ? `${signed(clock_offset_ms, 1)} ms` : 'not compared',
            ],
            ['Uncertain by', clock_known ? `±${fixed(clock_uncertainty_ms, 1)} ms` : '–'],
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

function Feeds({ feeds }: { feeds: FeedView[] }) {
  return (
    <Panel title="Feeds">
      {feeds.length === 0 ? (
        <Empty title="No feed is open." />
      ) : (
        <ul className="space-y-2">
          {feeds.map((feed) => (
            <li key={feed.name} className="flex items-center justify-between gap-3">
              <span className="min-w-0">
                <span className="block truncate text-strong">{sentence(feed.name)}</span>
                <span className="block text-2xs text-muted">{feedText(feed)}</span>
              </span>
              <Up isUp={feed.is_up} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function feedText({ age_s, reconnects }: FeedView): string {
  const age = age_s === null ? 'age not known' : `last message ${seconds(age_s)} ago`;
  const back = reconnects === null ? 'reconnects not known' : counted(reconnects, 'reconnect');
  return `${age}, ${back}`;
}

function Storage({ storage }: { storage: StorageView }) {
  const known = (value: number | null) => (value === null ? 'not known' : bytes(value));
  return (
    <Panel title="Storage">
      <Facts
        facts={[
          ['Journal', known(storage.journal_bytes)],
          ['Tables', known(storage.tables_bytes)],
          ['Free on its disk', known(storage.free_bytes)],
        ]}
      />
    </Panel>
  );
}
