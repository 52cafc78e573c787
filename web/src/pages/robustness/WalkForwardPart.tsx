// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import type { WalkForwardReport } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { count, counted, fixed, percent } from '@/format/number';
import { shortNumber } from '@/pages/research/heat';
import { PlainTable } from '@/ui/PlainTable';
import { Loading } from '@/ui/states';
import { paramsText } from '@/pages/optimise/sweep';
import { choicesOf, stitchedOf } from './robustness';

export function WalkForwardPart({ report }: { report: WalkForwardReport }) {
  const stitched = useMemo(() => stitchedOf(report), [report]);
  const { stitched: figures } = report;
  return (
    <>
      <p className="px-3 pt-2 text-xs text-muted">
        {counted(report.windows.length, 'window')}, {counted(report.train_months, 'month')} of
        training, {report.test_months} of test; {counted(report.points, 'parameter set')} each.
        Together the tests return {percent(figures.total_return, 1)} with a Sharpe ratio of{' '}
        {fixed(figures.sharpe, 2)} and a drawdown of {percent(figures.max_drawdown, 1)};{' '}
        {count(report.gaining_windows)} of {count(report.windows.length)} windows gained; efficiency{' '}
        {percent(report.efficiency, 0)}.
      </p>
      <div className="flex h-64 flex-col">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label="Equity of the tests, one after the other"
            isTime
            {...stitched}
            show={(value) => fixed(value, 3)}
          />
        </Suspense>
      </div>
      <div className="grid border-t md:grid-cols-2">
        {report.stability.map(({ name }) => (
          <Choice key={name} report={report} name={name} />
        ))}
      </div>
      <Steadiness report={report} />
      <Windows report={report} />
    </>
  );
}

function Choice({ report, name }: { report: WalkForwardReport; name: string }) {
  const { x, values } = useMemo(() => choicesOf(report, name), [report, name]);
  return (
    <section aria-label={`Choice of ${name}`} className="min-w-0 p-2">
      <h3 className="px-1 text-xs font-semibold text-strong">
        {name} <span className="font-normal text-muted">as each window chose it</span>
      </h3>
      <div className="flex h-32 flex-col">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label={`Choice of ${name} over time`}
            isTime
            x={x}
            lines={[{ name, values, colour: 'blue' }]}
            show={shortNumber}
          />
        </Suspense>
      </div>
    </section>
  );
}

function Steadiness({ report }: { report: WalkForwardReport }) {
  return (
    <PlainTable
      label="Steadiness of the choice"
      columns={[
        { name: 'Parameter', key: 'name' },
        { name: 'Tried', key: 'tried', right: true },
        { name: 'Median', key: 'median', right: true },
        { name: 'Spread', key: 'spread', right: true },
        { name: 'Changes', key: 'changes', right: true, wide: true },
        { name: 'Jumps', key: 'jumps', right: true, wide: true },
      ]}
      rows={report.stability.map((one) => ({
        key: one.name,
        cells: [
          one.name,
          `${shortNumber(one.low)} – ${shortNumber(one.high)}`,
          shortNumber(one.median),
          percent(one.spread, 0),
          count(one.changes),
          count(one.jumps),
        ],
      }))}
    />
  );
}

function Windows({ report }: { report: WalkForwardReport }) {
  return (
    <PlainTable
      label="Windows"
      columns={[
        { name: 'Test from', key: 'from' },
        { name: 'Parameters', key: 'params' },
        { name: 'Training score', key: 'train', right: true, wide: true },
        { name: 'Test score', key: 'test', right: true, wide: true },
        { name: 'Return', key: 'return', right: true },
        { name: 'Drawdown', key: 'drawdown', right: true, wide: true },
        { name: 'Trades', key: 'trades', right: true, wide: true },
      ]}
      rows={report.windows.map((one) => ({
        key: one.window.test_from,
        cells: [
          one.window.test_from.slice(0, 10),
          one.has_choice ? paramsText(one.params) : 'in cash: no trial had a score',
          fixed(one.train_score, 2),
          fixed(one.test_score, 2),
          percent(one.test_return, 1),
          percent(one.test_drawdown, 1),
          count(one.test_trades),
        ],
      }))}
    />
  );
}
