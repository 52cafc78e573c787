// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useHas } from '@/api/capabilities';
import { useStrategies } from '@/api/queries';
import type { StrategyView } from '@/api/types';
import { add, money } from '@/format/decimal';
import { count, words } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Moment } from '@/ui/Moment';
import { Figure, SignedMoney } from '@/ui/numbers';
import { Empty, Shown } from '@/ui/states';
import { SignalsPanel } from './SignalsPanel';
import { StrategyActs } from './StrategyActs';

export default function Strategies() {
  const query = useStrategies();
  const has = useHas();
  return (
    <Shown query={query} lines={8}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="This session runs no strategy." />
        ) : (
          <div className="grid content-start gap-2 p-2 lg:grid-cols-2">
            {items.map((strategy) => (
              <StrategyCard key={strategy.name} strategy={strategy} />
            ))}
            {has('get /signals') && <SignalsPanel className="lg:col-span-2" />}
          </div>
        )
      }
    </Shown>
  );
}

function StrategyCard({ strategy }: { strategy: StrategyView }) {
  const { name, stopped, timeframe, pairs } = strategy;
  return (
    <section aria-label={name} className="flex min-w-0 flex-col gap-3 rounded border bg-panel p-3">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="text-sm font-semibold text-strong">{name}</h2>
        <State state={strategy.state} />
      </header>
      <StrategyActs strategy={strategy} />
      {stopped && (
        <p className="rounded border border-red/50 bg-red/10 px-2 py-1 text-xs text-strong">
          {words(stopped.rule)} by {stopped.by || 'the rule'}
          {stopped.reason && `: ${stopped.reason}`}
          {stopped.since && (
            <>
              , since <Moment time={stopped.since} />
            </>
          )}
        </p>
      )}
      <Figures strategy={strategy} />
      <p className="text-xs text-muted">
        Bars of {timeframe} of {pairs.join(', ')}
      </p>
      <Params params={strategy.params} />
      <footer className="mt-auto flex gap-4 text-xs">
        <Link className="text-blue hover:underline" to={`/decisions?strategy=${name}`}>
          Decisions
        </Link>
        <Link className="text-blue hover:underline" to={`/orders?strategy=${name}`}>
          Orders
        </Link>
      </footer>
    </section>
  );
}

function State({ state }: { state: StrategyView['state'] }) {
  if (state === null) return <Badge tone="quiet">Not known</Badge>;
  if (state === 'running') {
    return (
      <Badge tone="good" icon="check">
        Running
      </Badge>
    );
  }
  const isPaused = state === 'paused';
  return (
    <Badge tone={isPaused ? 'warn' : 'bad'} icon={isPaused ? 'warning' : 'stop'}>
      {isPaused ? 'Paused' : 'Stopped'}
    </Badge>
  );
}

function Figures({ strategy }: { strategy: StrategyView }) {
  const { realized_pnl, unrealized_pnl, exposure, open_orders } = strategy;
  return (
    <dl className="live grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
      <Figure name="Profit" hint="with unrealized">
        <SignedMoney value={add(realized_pnl, unrealized_pnl)} />
      </Figure>
      <Figure name="Realized">
        <SignedMoney value={realized_pnl} />
      </Figure>
      <Figure name="Holds">{money(exposure)}</Figure>
      <Figure name="Open orders">{count(open_orders)}</Figure>
    </dl>
  );
}

/** Those that are not the defaults. */
function Params({ params }: { params: StrategyView['params'] }) {
  const entries = Object.entries(params);
  if (entries.length === 0)
    return <p className="text-xs text-muted">All parameters are the defaults.</p>;
  return (
    <dl className="flex flex-wrap gap-1.5">
      {entries.map(([name, value]) => (
        <div key={name} className="flex gap-1.5 rounded-sm border px-1.5 text-xs">
          <dt className="text-muted">{words(name)}</dt>
          <dd className="text-strong">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
