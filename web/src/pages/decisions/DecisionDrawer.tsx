// SPDX-License-Identifier: MIT
import { type ReactNode, Suspense, useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useHas } from '@/api/capabilities';
import { useDecision } from '@/api/queries';
import type { DecisionDetail, ForecastView, OutcomeView } from '@/api/types';
import { percent, signed, signedPercent } from '@/format/number';
import { OrderStateBadge } from '@/pages/orders/OrderState';
import { exact } from '@/format/decimal';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Moment } from '@/ui/Moment';
import { Figure, SideText } from '@/ui/numbers';
import { Loading, Shown } from '@/ui/states';
import { Fan } from './Fan';
import { Gates } from './Gates';
import type { Neighbours } from './neighbours';
import { Outcome } from './Outcome';
import { Replay } from './Replay';
import { Scores } from './Scores';
import { Sizing } from './Sizing';
import { useArrowKeys } from './useArrowKeys';

interface Props extends Neighbours {
  id: number;
  onStep: (id: number) => void;
  onClose: () => void;
}

export function DecisionDrawer({ id, older, newer, onStep, onClose }: Props) {
  const query = useDecision(id);
  const has = useHas();
  const [isReplayed, setIsReplayed] = useState(false);
  const goOlder = useCallback(() => older !== null && onStep(older), [older, onStep]);
  const goNewer = useCallback(() => newer !== null && onStep(newer), [newer, onStep]);
  useArrowKeys(goOlder, goNewer);
  return (
    <Dialog shape="drawer" title={`Decision ${id}`} isOpen onClose={onClose}>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Button size="small" disabled={older === null} onClick={goOlder}>
          <span aria-hidden>←</span> Older
        </Button>
        <Button size="small" disabled={newer === null} onClick={goNewer}>
          Newer <span aria-hidden>→</span>
        </Button>
        {has('get /decisions/{id}/replay') && (
          <Button
            size="small"
            className="ml-auto"
            look={isReplayed ? 'plain' : 'primary'}
            aria-pressed={isReplayed}
            onClick={() => setIsReplayed(!isReplayed)}
          >
            {isReplayed ? 'Hide the replay' : 'Replay'}
          </Button>
        )}
      </div>
      <Shown query={query} lines={12}>
        {(detail) => (
          <Detail detail={detail} replay={isReplayed && detail.outcome && <Replay id={id} />} />
        )}
      </Shown>
    </Dialog>
  );
}

function Detail({ detail, replay }: { detail: DecisionDetail; replay: ReactNode }) {
  const { decision, outcome } = detail;
  return (
    <div className="space-y-5">
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-lg font-semibold text-strong">{decision.pair}</span>
          <Outcome outcome={decision.outcome} />
          <span className="ml-auto text-muted">
            <Moment time={decision.time} full />
          </span>
        </div>
        <p className="mt-1 text-text">{decision.text}</p>
        <p className="text-xs text-muted">{decision.strategy}</p>
      </div>
      <dl className="grid grid-cols-2 gap-3">
        <Figure name="Conviction" hint="from −1 to 1">
          {decision.score === null ? '–' : signed(decision.score, 3)}
        </Figure>
        <Figure name="Target" hint="share of equity">
          {percent(decision.target_share)}
        </Figure>
      </dl>
      {replay && <Part title="Computed again">{replay}</Part>}
      {outcome ? (
        <Part title="Category scores and weights">
          <Scores outcome={outcome} />
        </Part>
      ) : (
        <p className="text-muted">What it was made from is not kept any more.</p>
      )}
      {detail.fan && (
        <Part title="Simulated price">
          <Suspense fallback={<Loading />}>
            <Fan fan={detail.fan} />
          </Suspense>
        </Part>
      )}
      {outcome && <Verdict outcome={outcome} />}
      <Part title="What came of it">
        <Consequences detail={detail} />
      </Part>
    </div>
  );
}

function Verdict({ outcome: { forecast, gates, sizing } }: { outcome: OutcomeView }) {
  return (
    <>
      {forecast && (
        <Part title="Forecast at the horizon">
          <Forecast forecast={forecast} />
        </Part>
      )}
      {gates.length > 0 && (
        <Part title="Verdict: each gate must pass">
          <Gates gates={gates} />
        </Part>
      )}
      {sizing.length > 0 && (
        <Part title="Size: the smallest wins">
          <Sizing sizing={sizing} />
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-xs font-semibold text-strong">{title}</h3>
      {children}
    </section>
  );
}

function Forecast({ forecast }: { forecast: ForecastView }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      <Figure name="Goes up">{percent(forecast.probability_up, 1)}</Figure>
      <Figure name="Expected return">{signedPercent(forecast.expected_return)}</Figure>
      <Figure name="Deviation">{percent(forecast.deviation)}</Figure>
      <Figure name="Value at risk">{percent(forecast.value_at_risk)}</Figure>
      <Figure name="Expected shortfall">{percent(forecast.expected_shortfall)}</Figure>
    </dl>
  );
}

function Consequences({ detail: { orders, refusals } }: { detail: DecisionDetail }) {
  if (orders.length + refusals.length === 0)
    return <p className="text-muted">No order was made of it.</p>;
  return (
    <ul className="divide-y divide-line/50 rounded border">
      {orders.map((order) => (
        <li key={order.order_id}>
          <Link
            to={`/orders?order=${order.order_id}`}
            className="flex items-center gap-3 px-3 py-1.5 -outline-offset-2 hover:bg-raised"
          >
            <span className="text-blue">Order {order.order_id}</span>
            <SideText side={order.side} />
            <span>{exact(order.quantity)}</span>
            <span className="ml-auto">
              <OrderStateBadge state={order.state} />
            </span>
          </Link>
        </li>
      ))}
      {refusals.map((refusal) => (
        <li key={refusal.refusal} className="px-3 py-1.5 text-muted">
          Risk: {refusal.rules.replaceAll('_', ' ').replaceAll(',', ', ')}
        </li>
      ))}
    </ul>
  );
}
