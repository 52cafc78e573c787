// SPDX-License-Identifier: MIT
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { LatencyPanel } from './LatencyPanel';

afterEach(cleanup);

const buckets = (counts: number[]) =>
  [0.01, 0.1, null].map((up_to_s, i) => ({ up_to_s, count: counts[i] ?? 0 }));

it('says of each bar what it counts, and where the quantiles lie', () => {
  const latency = { count: 9, p50_s: 0.02, p95_s: 0.09, p99_s: 3, buckets: buckets([0, 8, 1]) };
  render(<LatencyPanel title="Answers" meaning="" latency={latency} />);
  const bars = within(screen.getByRole('list', { name: 'Answers' })).getAllByRole('listitem');
  expect(bars.map((bar) => bar.textContent)).toEqual([
    '10 ms to 100 msp50 p958',
    'over 100 msp991',
  ]);
  expect(screen.getByText('newest 9 orders')).toBeTruthy();
  expect(screen.getByText('3 s')).toBeTruthy();
});

it('says so where nothing was measured', () => {
  const latency = { count: 0, p50_s: null, p95_s: null, p99_s: null, buckets: buckets([]) };
  render(<LatencyPanel title="Answers" meaning="" latency={latency} />);
  expect(screen.getByText('No order was measured yet.')).toBeTruthy();
});
