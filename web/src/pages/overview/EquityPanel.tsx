// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import { useStrategies } from '@/api/queries';
import type { EquityRow } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { fixed, percent } from '@/format/number';
import { clock, millis } from '@/format/time';
import { useZone } from '@/settings/store';
import { useStatus } from '@/shell/status';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty, Loading } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { useEquityRows } from './equityRows';
import { nextClose } from './nextClose';

const RANGES = [
  ['1h', '1 h'],
  ['1d', '1 d'],
  ['1w', '1 w'],
  ['all', 'All'],
] as const;
const RANGE_MS: Record<string, number> = { '1h': 3.6e6, '1d': 8.64e7, '1w': 6.048e8 };

const SHOWS = [
  ['equity', 'Equity'],
  ['drawdown', 'Drawdown'],
] as const;

export function EquityPanel({ className = '' }: { className?: string }) {
  const [range, setRange] = useUrlState<(typeof RANGES)[number][0]>('range', 'all');
  const [show, setShow] = useUrlState<(typeof SHOWS)[number][0]>('curve', 'equity');
  const rows = useEquityRows();
  const shown = useMemo(() => rows && within(rows, RANGE_MS[range]), [rows, range]);
  return (
    <Panel
      title="Equity"
      note={shown?.at(-1)?.currency}
      className={className}
      flush
      actions={
        <>
          <Segments label="Curve" value={show} options={SHOWS} onChange={setShow} />
          <Segments label="Range" value={range} options={RANGES} onChange={setRange} />
        </>
      }
    >
      {!shown ? (
        <Loading />
      ) : shown.length < 2 ? (
        <NoCurve points={rows?.length ?? 0} />
      ) : (
        <Suspense fallback={<Loading />}>
          <Curve rows={shown} show={show} />
        </Suspense>
      )}
    </Panel>
  );
}

/** A curve takes two points: says when the next one comes. */
function NoCurve({ points }: { points: number }) {
  const { status } = useStatus();
  const { data } = useStrategies();
  const zone = useZone();
  const now = status && millis(status.time);
  const close = now && data && nextClose([...new Set(data.items.map((s) => s.timeframe))], now);
  const which = points === 0 ? 'The first point' : 'The next point';
  const hint = close
    ? `${which} comes when the ${close.timeframe} bar closes, at ${clock(new Date(close.at).toISOString(), zone)}.`
    : status
      ? 'A point is added with each closed bar.'
      : 'The session does not run: points are added with each closed bar while it does.';
  return <Empty title={points < 2 ? 'No curve yet.' : 'No curve in this range.'} hint={hint} />;
}

function within(rows: EquityRow[], span: number | undefined): EquityRow[] {
  const last = rows.at(-1);
  if (span === undefined || !last) return rows;
  const from = millis(last.time) - span;
  return rows.filter(({ time }) => millis(time) >= from);
}

function Curve({ rows, show }: { rows: EquityRow[]; show: 'equity' | 'drawdown' }) {
  const x = useMemo(() => rows.map(({ time }) => millis(time) / 1000), [rows]);
  const lines = useMemo(
    () =>
      show === 'equity'
        ? [
            {
              name: 'Equity',
              values: rows.map((row) => Number(row.equity)),
              colour: 'blue' as const,
              hasArea: true,
            },
          ]
        : [
            {
              name: 'Drawdown',
              values: rows.map(({ drawdown }) => (drawdown === null ? null : -drawdown)),
              colour: 'red' as const,
              hasArea: true,
            },
          ],
    [rows, show],
  );
  const spread = spreadOf(lines[0]?.values ?? []);
  return (
    <LazyLineChart
      label={`${show} over time`}
      x={x}
      isTime
      lines={lines}
      show={
        show === 'equity' ? (value) => fixed(value, spread < 10 ? 2 : 0) : (value) => percent(value)
      }
    />
  );
}

function spreadOf(values: (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return (
    known.reduce((a, b) => Math.max(a, b), -Infinity) -
    known.reduce((a, b) => Math.min(a, b), Infinity)
  );
}
