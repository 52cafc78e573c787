// SPDX-License-Identifier: MIT
// What everybody must see on whatever page: figures that may be old, and trading that is off.
import { type ReactNode, useEffect, useState } from 'react';
import { Link as RouteLink } from 'react-router';
import { sentenceOf } from '@/api/problem';
import type { StatusView } from '@/api/types';
import { capital } from '@/format/number';
import { useLink } from '@/stream/stream';
import { useAlertingNow } from './alerting';
import { Icon, type IconName } from '@/ui/icons';

/** A short loss, such as a reload of the server, is no reason to alarm. */
const PATIENCE_MS = 2000;

export function Notices({
  status,
  error,
}: {
  status: StatusView | undefined;
  error: Error | null;
}) {
  return (
    <>
      <LinkNotice />
      {error && (
        <Notice icon="stop">{sentenceOf(error)} What is shown is what it last wrote.</Notice>
      )}
      <AlertNotice />
      {status && status.state !== 'trading' && <StateNotice status={status} />}
      {status && status.unprotected.length > 0 && (
        <Notice icon="warning">Without a stop at the venue: {status.unprotected.join(', ')}.</Notice>
      )}
    </>
  );
}

function LinkNotice() {
  const link = useLink();
  const isLost = usePatience(link === 'offline' || link === 'connecting');
  if (link === 'stale') {
    return <Notice icon="warning">Nothing heard for 2 s. Grey figures may be out of date.</Notice>;
  }
  if (isLost) {
    return (
      <Notice icon="plug">
        The server is not connected. Grey figures are out of date; trying again.
      </Notice>
    );
  }
  return null;
}

/** Only what is critical comes onto every page: the bell tells the rest. */
function AlertNotice() {
  const alerting = useAlertingNow();
  if (!alerting?.is_critical) return null;
  return (
    <Notice icon="alerts" tone="bad">
      <strong>Something critical is not acknowledged.</strong>{' '}
      <RouteLink to="/alerts" className="underline">
        Open Alerts
      </RouteLink>
    </Notice>
  );
}

function StateNotice({ status }: { status: StatusView }) {
  const scope = status.stopped[0];
  return (
    <Notice icon="stop" tone="bad">
      <strong>{STATES[status.state]}</strong>
      {scope &&
        ` ${capital(scope.scope)}, by ${scope.by}${scope.reason ? `: ${scope.reason}` : ''}.`}{' '}
      <RouteLink to="/risk" className="underline">
        Open Risk
      </RouteLink>
    </Notice>
  );
}

const STATES: Record<StatusView['state'], string> = {
  trading: 'Trading.',
  reducing: 'Reducing only: no new positions.',
  halted: 'Trading is halted.',
  not_in_step: 'Not in step with the venue: nothing is entered.',
};

function Notice({ icon, tone, children }: { icon: IconName; tone?: 'bad'; children: ReactNode }) {
  const colour = tone === 'bad' ? 'border-red/60 bg-red/10' : 'border-yellow/60 bg-yellow/10';
  return (
    <div
      role="alert"
      className={`flex items-start gap-2 border-b px-3 py-1.5 text-strong ${colour}`}
    >
      <span className={`mt-0.5 ${tone === 'bad' ? 'text-red' : 'text-yellow'}`}>
        <Icon name={icon} />
      </span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}

function usePatience(isSo: boolean): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isSo]);
  return isLong;
}
