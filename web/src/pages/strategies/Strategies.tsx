// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { Link } from 'react-router';
import { useHalt } from '@/api/acts';
import { useHas } from '@/api/capabilities';
import { useStrategies } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { StrategyView } from '@/api/types';
import { add, money } from '@/format/decimal';
import { count, words } from '@/format/number';
import { ResumeDialog } from '@/pages/risk/ResumeDialog';
import { TypedConfirmation } from '@/pages/risk/TypedConfirmation';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Figure, SignedMoney } from '@/ui/numbers';
import { Empty, Shown } from '@/ui/states';
import { SignalsPanel } from './SignalsPanel';

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
        <Badge tone={stopped ? 'bad' : 'good'} icon={stopped ? 'stop' : 'check'}>
          {stopped ? 'Stopped' : 'Running'}
        </Badge>
        <div className="ml-auto flex gap-1">
          <StrategyActs strategy={strategy} />
        </div>
      </header>
      {stopped && (
        <p className="rounded border border-red/50 bg-red/10 px-2 py-1 text-xs text-strong">
          {words(stopped.rule)} by {stopped.by || 'the rule'}
          {stopped.reason && `: ${stopped.reason}`}
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

function StrategyActs({ strategy: { name, stopped } }: { strategy: StrategyView }) {
  const [isOpen, setIsOpen] = useState(false);
  const mayStop = useMay('trader');
  const mayResume = useMay('risk');
  const close = () => setIsOpen(false);
  if (stopped) {
    if (!mayResume) return null;
    return (
      <>
        <Button size="small" onClick={() => setIsOpen(true)}>
          Resume…
        </Button>
        {isOpen && <ResumeDialog scope={`strategy ${name}`} onClose={close} />}
      </>
    );
  }
  if (!mayStop) return null;
  return (
    <>
      <Button size="small" look="danger" onClick={() => setIsOpen(true)}>
        Stop…
      </Button>
      {isOpen && <StopDialog name={name} onClose={close} />}
    </>
  );
}

function StopDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const halt = useHalt();
  return (
    <Dialog
      title={`Stop ${name}`}
      description="It enters nothing more; its exits go on."
      isOpen
      onClose={onClose}
    >
      <TypedConfirmation
        word="STOP"
        act={`Stop ${name}`}
        isPending={halt.isPending}
        onConfirm={(reason) => halt.mutate({ reason, strategy: name }, { onSuccess: onClose })}
      />
    </Dialog>
  );
}
