// SPDX-License-Identifier: MIT
import type { RobustnessReport } from '@/api/types';
import { count, fixed, percent } from '@/format/number';
import { HeatTable } from '@/pages/research/HeatTable';
import { Verdict } from '@/pages/research/verdict';
import { PlainTable } from '@/ui/PlainTable';
import { type Bar, barsOf, surfaceOf } from './robustness';

const BARS = [
  ['entry_delay', 'Late entries'],
  ['costs', 'Dearer trading'],
  ['latency', 'Slower orders'],
] as const;

export function RobustnessPart({ report }: { report: RobustnessReport }) {
  const surface = surfaceOf(report);
  return (
    <>
      <PlainTable
        label="Tests of robustness"
        columns={[
          { name: 'Test', key: 'title' },
          { name: 'Grade', key: 'grade' },
          { name: 'Runs', key: 'runs', right: true, wide: true },
          { name: 'Profitable', key: 'profitable', right: true },
          { name: 'Keeps half', key: 'half', right: true, wide: true },
          { name: 'Sharpe, worst 5%', key: 'worst', right: true, wide: true },
          { name: 'Median', key: 'median', right: true, wide: true },
        ]}
        rows={report.tests.map((test) => ({
          key: test.key,
          cells: [
            <span title={test.finding}>{test.title}</span>,
            <Verdict verdict={test.grade} />,
            count(test.variations),
            percent(test.profitable, 0),
            percent(test.keeps_half, 0),
            fixed(test.sharpe?.q05, 2),
            fixed(test.sharpe?.median, 2),
          ],
        }))}
      />
      <div className="grid gap-x-4 border-t lg:grid-cols-2">
        {surface && (
          <div className="min-w-0">
            <h3 className="px-3 pt-3 text-xs font-semibold text-strong">
              Sharpe ratio around the parameters
            </h3>
            <HeatTable label="Parameter surface" {...surface} />
          </div>
        )}
        <div className="min-w-0 space-y-3 p-3">
          {BARS.map(([key, title]) => (
            <Bars key={key} title={title} bars={barsOf(report, key)} />
          ))}
        </div>
      </div>
    </>
  );
}

/** What is left of the Sharpe ratio. */
function Bars({ title, bars }: { title: string; bars: Bar[] }) {
  if (bars.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="text-xs font-semibold text-strong">
        {title}: <span className="font-normal text-muted">Sharpe ratio</span>
      </h3>
      <ul className="mt-1 space-y-0.5 text-xs">
        {bars.map(({ label, sharpe, total, part }) => (
          <li
            key={label}
            className="grid grid-cols-[4.5rem_1fr_3rem] items-center gap-2"
            title={`return ${percent(total, 1)}`}
          >
            <span className="text-muted">{label}</span>
            <span aria-hidden className="h-2.5 overflow-hidden rounded-sm bg-raised">
              <span
                className={`block h-full ${(sharpe ?? 0) < 0 ? 'bg-red' : 'bg-blue'}`}
                style={{ width: `${part * 100}%` }}
              />
            </span>
            <span className="text-right">{fixed(sharpe, 2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
