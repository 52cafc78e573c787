// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import type { LabEstimate, LabForecast, LabOutcome } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { count, fixed, percent, signedPercent } from '@/format/number';
import { span } from '@/format/time';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { Badge } from '@/ui/Badge';
import { Figure } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Empty, Loading } from '@/ui/states';
import { Histogram } from './Histogram';
import { binsOf, estimateText, labFan } from './labShape';
import { Parameters } from './Parameters';

export function Outcome({ view }: { view: LabForecast }) {
  const { outcome, series } = view;
  if (!outcome) {
    return (
      <Panel title="Forecast" note={series.name}>
        <Empty title="No forecast." {...(view.why && { hint: sentenceOfWhy(view.why) })} />
      </Panel>
    );
  }
  return (
    <>
      <FanPanel view={view} outcome={outcome} />
      <div className="grid gap-2 lg:grid-cols-2">
        <TerminalPanel outcome={outcome} paths={view.paths} horizon={view.horizon} />
        <QuantilesPanel outcome={outcome} />
      </div>
      <Parameters outcome={outcome} returns={series.returns} />
    </>
  );
}

function FanPanel({ view, outcome }: { view: LabForecast; outcome: LabOutcome }) {
  const { x, lines } = useMemo(() => labFan(view), [view]);
  const { series, level, paths, seed, horizon, step_s } = view;
  const decimals = (series.last_price ?? 0) < 10 ? 4 : 2;
  const { levels } = outcome.fan;
  return (
    <Panel
      title="Fan"
      note={`${series.name}, level ${level}, ${count(paths)} paths, seed ${seed}`}
      flush
      actions={series.is_synthetic && <Badge tone="warn">Synthetic</Badge>}
    >
      <div className="flex h-72 flex-col">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label={`Quantiles of the price over the next ${horizon} bars`}
            x={x}
            lines={lines}
            show={(value) => fixed(value, decimals)}
            showX={(step) => `in ${span(step * step_s * 1000)}`}
          />
        </Suspense>
      </div>
      <p className="px-3 pb-1 text-xs text-muted">
        The thick line is the median; the bands hold the middle of {count(outcome.fan.paths)} paths,
        the outer one from {percent(levels[0], 0)} to {percent(levels.at(-1), 0)}.
      </p>
      <KeyFigures outcome={outcome} />
    </Panel>
  );
}

function errorText({ error }: LabEstimate, what = 'its error'): string {
  return `± ${percent(error)}, ${what}`;
}

function KeyFigures({ outcome }: { outcome: LabOutcome }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-t px-3 py-2 sm:grid-cols-3 lg:grid-cols-5">
      <Figure name="Expected return" hint={errorText(outcome.expected_return)}>
        {signedPercent(outcome.expected_return.value)}
      </Figure>
      <Figure name="Chance to be up" hint={errorText(outcome.probability_up, 'at the end')}>
        {percent(outcome.probability_up.value, 1)}
      </Figure>
      <Figure name="Deepest drawdown" hint={errorText(outcome.expected_drawdown, 'expected')}>
        {percent(outcome.expected_drawdown.value)}
      </Figure>
      {outcome.touches.map(({ name, move, probability }) => (
        <Figure key={name} name={`Touches ${signedPercent(move)}`} hint={errorText(probability, name)}>
          {percent(probability.value, 1)}
        </Figure>
      ))}
    </dl>
  );
}

interface TerminalProps {
  outcome: LabOutcome;
  paths: number;
  horizon: number;
}

function TerminalPanel({ outcome, paths, horizon }: TerminalProps) {
  const bins = binsOf(outcome.histogram);
  return (
    <Panel title="Where it ends" note={`return after ${horizon} bars, ${count(paths)} paths`}>
      <Histogram
        label="Paths by their return at the end"
        columns={bins.map(({ label, count: height, isLoss }) => ({
          label,
          count: height,
          tone: isLoss ? ('red' as const) : ('green' as const),
        }))}
        from={bins[0]?.label ?? ''}
        to={bins.at(-1)?.label ?? ''}
      />
      <p className="mt-1 text-2xs text-muted">
        Left of nothing gained red, right of it green; deviation {percent(outcome.deviation)}.
      </p>
    </Panel>
  );
}

function QuantilesPanel({ outcome: { quantiles, tails } }: { outcome: LabOutcome }) {
  return (
    <Panel title="Quantiles and tails" flush>
      <PlainTable
        label="Quantiles of the return at the end"
        columns={[
          { key: 'probability', name: 'Quantile' },
          { key: 'value', name: 'Return', right: true },
          { key: 'interval', name: '95% interval', right: true, wide: true },
          { key: 'price', name: 'Price', right: true },
        ]}
        rows={quantiles.map(({ probability, value, low, high, price }) => ({
          key: String(probability),
          cells: [
            percent(probability, 0),
            signedPercent(value),
            `${signedPercent(low)} to ${signedPercent(high)}`,
            fixed(price, price < 10 ? 4 : 2),
          ],
        }))}
      />
      <PlainTable
        label="Losses beyond"
        columns={[
          { key: 'confidence', name: 'Loss not passed in' },
          { key: 'var', name: 'Value at risk', right: true },
          { key: 'cvar', name: 'Expected shortfall', right: true },
        ]}
        rows={tails.map(({ confidence, value_at_risk, expected_shortfall }) => ({
          key: String(confidence),
          cells: [
            percent(confidence, 0),
            estimateText(value_at_risk),
            estimateText(expected_shortfall),
          ],
        }))}
      />
    </Panel>
  );
}
