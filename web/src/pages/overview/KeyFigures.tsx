// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import type { StatusView } from '@/api/types';
import { money, ratio, subtract } from '@/format/decimal';
import { count, counted, percent, sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';
import { Figure, SignedMoney, SignedPercent } from '@/ui/numbers';
import { Failed, Loading } from '@/ui/states';
import { useEquityRows } from './equityRows';
import { RegimeFigure } from './RegimeFigure';

const TONES: Record<StatusView['state'], Tone> = {
  trading: 'good',
  reducing: 'warn',
  halted: 'bad',
  not_in_step: 'warn',
};

/** What a glance must find. */
export function KeyFigures({
  status,
  error,
}: {
  status: StatusView | undefined;
  error: Error | null;
}) {
  return (
    <section aria-label="Key figures" className="rounded border bg-panel lg:col-span-12">
      {status ? (
        <Figures status={status} />
      ) : error ? (
        <Failed error={error} />
      ) : (
        <Loading lines={2} />
      )}
    </section>
  );
}

function Figures({ status }: { status: StatusView }) {
  const { equity, day_profit: profit, account } = status;
  return (
    <dl className="live grid grid-cols-2 gap-x-4 gap-y-2 px-3 py-2 sm:grid-cols-3 lg:grid-cols-8">
      <State status={status} />
      <Figure name="Equity" hint={account}>
        {money(equity)}
      </Figure>
      <Figure
        name="Day profit"
        hint={<SignedPercent value={ratio(profit, subtract(equity, profit))} />}
      >
        <SignedMoney value={profit} />
      </Figure>
      <LastEquity />
      <RegimeFigure />
      <Figure name="Open orders" hint={`${count(status.orders_sent)} sent`}>
        {count(status.open_orders)}
        {status.unknown_orders > 0 && <Warned>{count(status.unknown_orders)} unknown</Warned>}
      </Figure>
      <Figure name="Refused by risk" hint={topRule(status)}>
        {count(status.refusals)}
        {status.rejections > 0 && <Warned>{count(status.rejections)} by the venue</Warned>}
        {status.disputes > 0 && <Warned>{counted(status.disputes, 'dispute')}</Warned>}
      </Figure>
    </dl>
  );
}

function State({ status }: { status: StatusView }) {
  return (
    <div className="flex items-center gap-x-3 max-lg:col-span-full lg:block">
      <dt className="text-xs text-muted">State</dt>
      <dd className="lg:h-6">
        <Badge tone={TONES[status.state]}>{sentence(status.state)}</Badge>
      </dd>
      <dd className="truncate text-xs text-muted">
        {status.in_step ? 'in step with the venue' : 'not in step'}
      </dd>
    </div>
  );
}

function LastEquity() {
  const last = useEquityRows()?.at(-1);
  return (
    <>
      <Figure name="Exposure" hint={last ? `cash ${money(last.cash)}` : 'no closed bar yet'}>
        {last ? percent(ratio(last.exposure, last.equity), 1) : '–'}
      </Figure>
      <Figure name="Drawdown" hint="from the peak">
        {last ? percent(last.drawdown) : '–'}
      </Figure>
    </>
  );
}

function Warned({ children }: { children: ReactNode }) {
  return <span className="ml-2 text-xs font-medium text-yellow">{children}</span>;
}

function topRule({ refused_by }: StatusView): string {
  const [rule] = Object.entries(refused_by).sort(([, a], [, b]) => b - a);
  return rule ? `most by ${rule[0].replaceAll('_', ' ')}` : 'since the start';
}
