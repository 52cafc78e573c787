// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import { useRuin } from '@/api/queries';
import type { RuinView } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { count, percent, signedPercent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Empty, Loading, Shown } from '@/ui/states';
import { chanceText, ruinLines, sentenceOfWhy } from './figures';

export function RuinPanel({ className = '' }: { className?: string }) {
  return (
    <Panel
      title="Ruin"
      note="chance to have lost so much of today’s equity, if the account goes on as it has"
      className={className}
      flush
    >
      <Shown query={useRuin()}>
        {(view) =>
          view.why ? (
            <Empty title="No curves yet." hint={sentenceOfWhy(view.why)} />
          ) : (
            <Curves view={view} />
          )
        }
      </Shown>
    </Panel>
  );
}

const UNITS = { '1d': 'day', '1h': 'hour' };

function Curves({ view }: { view: RuinView }) {
  const { x, lines } = useMemo(() => ruinLines(view), [view]);
  const unit = UNITS[view.step];
  const last = view.steps.at(-1) ?? 0;
  return (
    <div className="grid lg:grid-cols-12">
      <div className="flex h-64 flex-col lg:col-span-8 lg:border-r">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label={`Chance of loss over the next ${last} ${unit}s`}
            x={x}
            lines={lines}
            show={(value) => percent(Math.max(0, value), 1)}
            showX={(step) => `in ${step} ${unit}${step === 1 ? '' : 's'}`}
          />
        </Suspense>
      </div>
      <div className="lg:col-span-4">
        <Chances view={view} unit={unit} last={last} />
      </div>
    </div>
  );
}

function Chances({ view, unit, last }: { view: RuinView; unit: string; last: number }) {
  const middle = Math.floor((view.steps.length - 1) / 2);
  const ends = [...new Set([middle, view.steps.length - 1])];
  return (
    <>
      <PlainTable
        label={`Chance to have lost so much within ${last} ${unit}s`}
        columns={[
          { key: 'loss', name: 'Loss' },
          ...ends.map((at) => ({
            key: String(at),
            name: `In ${view.steps[at]} ${unit}s`,
            right: true,
          })),
        ]}
        rows={view.curves.map(({ loss, probability, error }) => ({
          key: String(loss),
          cells: [
            `−${percent(loss, 0)}`,
            ...ends.map((at) => (
              <span key={at} className="whitespace-nowrap text-strong">
                {chanceText(probability[at] ?? 0, error[at] ?? 0, view.paths)}
              </span>
            )),
          ],
        }))}
      />
      <p className="px-3 py-2 text-xs text-muted">
        {count(view.paths)} futures drawn from the account’s {count(view.returns)} returns of{' '}
        {unit === 'day' ? 'a day' : 'an hour'} (mean {signedPercent(view.mean, 3)}, deviation{' '}
        {percent(view.deviation, 3)}), {view.mean_block} at a time on average, seed {view.seed}. ± is
        the error of that many futures; that the past is short is not in it.
      </p>
    </>
  );
}
