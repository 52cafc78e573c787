// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { LatencyView } from '@/api/types';
import { columnsOf, seconds } from './latency';

const view = (counts: number[], quantiles: [number, number, number] | null): LatencyView => ({
  count: counts.reduce((sum, count) => sum + count, 0),
  p50_s: quantiles?.[0] ?? null,
  p95_s: quantiles?.[1] ?? null,
  p99_s: quantiles?.[2] ?? null,
  buckets: [0.005, 0.01, 0.05, 1, null].map((up_to_s, i) => ({ up_to_s, count: counts[i] ?? 0 })),
});

it('says a time in the unit that fits it', () => {
  expect([0.00042, 0.0025, 0.0123, 0.25, 1, 2.5, 60, 86400, 0].map(seconds)).toEqual([
    '420 µs',
    '2.50 ms',
    '12.3 ms',
    '250 ms',
    '1 s',
    '2.50 s',
    '60 s',
    '86,400 s',
    '0 s',
  ]);
  expect(seconds(null)).toBe('–');
});

it('draws the buckets between the first and the last that have any', () => {
  const columns = columnsOf(view([0, 6, 0, 4, 0], [0.007, 0.2, 0.9]));
  expect(columns).toEqual([
    { label: '5 ms to 10 ms', count: 6, marks: ['p50'] },
    { label: '10 ms to 50 ms', count: 0, marks: [] },
    { label: '50 ms to 1 s', count: 4, marks: ['p95', 'p99'] },
  ]);
});

it('puts a quantile that is a bound below it, and what is beyond all bounds at the end', () => {
  const columns = columnsOf(view([3, 0, 0, 0, 1], [0.005, 0.005, 7]));
  expect(columns[0]).toEqual({ label: 'up to 5 ms', count: 3, marks: ['p50', 'p95'] });
  expect(columns.at(-1)).toEqual({ label: 'over 1 s', count: 1, marks: ['p99'] });
});

it('draws nothing where nothing was measured', () => {
  expect(columnsOf(view([0, 0, 0, 0, 0], null))).toEqual([]);
});
