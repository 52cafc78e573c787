// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import type { ConnectionView, StatusView, Time } from '@/api/types';
import { fixed, percent } from '@/format/number';
import { millis, span } from '@/format/time';
import { useLink } from '@/stream/stream';
import { Icon } from '@/ui/icons';
import { Moment } from '@/ui/Moment';

type Health = 'good' | 'warn' | 'bad';

/** Whether what the figures are made from is sound. */
export function HealthStrip({ status }: { status: StatusView | undefined }) {
  const link = useLink();
  return (
    <section
      aria-label="Health"
      className="live flex flex-wrap gap-x-5 gap-y-1 rounded border bg-panel px-3 py-1.5 text-xs lg:col-span-12"
    >
      <Light name="Dashboard" health={link === 'live' ? 'good' : 'warn'}>
        {link}
      </Light>
      {status && <Lights connection={status.connection} />}
      {status && (
        <span className="text-muted">up {span(millis(status.time) - millis(status.started))}</span>
      )}
    </section>
  );
}

function Lights({ connection }: { connection: ConnectionView }) {
  const { market_up, market_silent, account_up, weight_used, orders_used } = connection;
  const market = !market_up ? 'down' : market_silent ? 'silent' : 'up';
  return (
    <>
      <Light
        name="Market feed"
        health={market === 'up' ? 'good' : market === 'silent' ? 'warn' : 'bad'}
      >
        {market}
        {market === 'silent' && <Silence since={connection.silent_since} />}
      </Light>
      <Light name="Account feed" health={account_up ? 'good' : 'bad'}>
        {account_up ? 'up' : 'down'}
      </Light>
      <Light name="Clock" health={connection.clock_known ? 'good' : 'warn'}>
        {connection.clock_known ? `${fixed(connection.clock_offset_ms, 1)} ms off` : 'not compared'}
      </Light>
      <Light name="Requests" health={budget(weight_used)}>
        {percent(weight_used, 0)} used
      </Light>
      <Light name="Order budget" health={budget(orders_used)}>
        {percent(orders_used, 0)} used
      </Light>
    </>
  );
}

/** A stream may be mute while all else is live: since when, and what that means. */
function Silence({ since }: { since: Time | null }) {
  return (
    <span title="The venue is asked for a new connection after a minute without a message.">
      {' since '}
      <Moment time={since} />: connected, but no message comes from the venue
    </span>
  );
}

function budget(used: number): Health {
  if (used >= 0.95) return 'bad';
  return used >= 0.75 ? 'warn' : 'good';
}

const SIGNS = { good: 'check', warn: 'warning', bad: 'close' } as const;
const TONES = { good: 'text-green', warn: 'text-yellow', bad: 'text-red' };

function Light({ name, health, children }: { name: string; health: Health; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 sm:whitespace-nowrap">
      <span className={TONES[health]}>
        <Icon name={SIGNS[health]} size={12} />
      </span>
      <span className="text-muted">{name}</span>
      <span className="text-strong">{children}</span>
    </span>
  );
}
