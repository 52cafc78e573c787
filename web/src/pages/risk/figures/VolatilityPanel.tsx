// SPDX-License-Identifier: MIT
import { useRiskMeasures } from '@/api/queries';
import type { MeasuresView, VolatilityView } from '@/api/types';
import { counted, percent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Empty, Shown } from '@/ui/states';
import { sentenceOfWhy } from './figures';

export function VolatilityPanel({ className = '' }: { className?: string }) {
  return (
    <Panel title="Volatility" note="standard deviation of returns" className={className} flush>
      <Shown query={useRiskMeasures()}>{(measures) => <Volatilities measures={measures} />}</Shown>
    </Panel>
  );
}

function Volatilities({ measures: { volatilities } }: { measures: MeasuresView }) {
  if (volatilities.length === 0) return <Empty title="No pair of the session has a price yet." />;
  const most = Math.max(0, ...volatilities.map(({ annual }) => annual ?? 0));
  return (
    <PlainTable
      label="Volatility"
      columns={[
        { key: 'pair', name: 'Pair' },
        { key: 'day', name: 'Next day', right: true },
        { key: 'bar', name: 'A bar', right: true },
        { key: 'annual', name: 'A year', right: true },
        { key: 'share', name: <span className="sr-only">As a bar</span>, wide: true },
      ]}
      rows={volatilities.map((row) => ({
        key: row.pair,
        cells: [
          <Name key="pair" row={row} />,
          <Figure key="day" value={row.day} why={row.why_no_day} />,
          <Figure key="bar" value={row.bar} why={row.why_no_bar} decimals={3} />,
          <Figure key="annual" value={row.annual} why={row.why_no_bar} decimals={1} />,
          <Bar key="share" share={most > 0 ? (row.annual ?? 0) / most : 0} />,
        ],
      }))}
    />
  );
}

function Name({ row: { pair, day, days, bar, bars, why_no_day } }: { row: VolatilityView }) {
  const rests = [
    ...(day === null ? [] : [counted(days, 'day')]),
    ...(bar === null ? [] : [counted(bars, 'bar')]),
  ];
  return (
    <>
      <span className={pair ? 'text-text' : 'font-medium text-strong'}>{pair || 'Portfolio'}</span>
      <span className="block text-2xs text-muted">
        {rests.length > 0 ? `from ${rests.join(', ')}` : why_no_day && sentenceOfWhy(why_no_day)}
      </span>
    </>
  );
}

function Figure({
  value,
  why,
  decimals = 2,
}: {
  value: number | null;
  why: string | null;
  decimals?: number;
}) {
  if (value !== null) return <span className="text-strong">{percent(value, decimals)}</span>;
  return (
    <span className="text-muted" title={why ?? undefined}>
      –{why && <span className="sr-only"> {sentenceOfWhy(why)}</span>}
    </span>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <div aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-raised">
      <div className="h-full rounded-full bg-blue" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
