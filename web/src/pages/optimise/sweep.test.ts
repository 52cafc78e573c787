// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { SweepDetail, SweepTrial } from '@/api/types';
import { mostTelling, parallelOf, paramsText, pointsAt } from './sweep';

const trial = (number: number, params: (number | null)[], score: number | null): SweepTrial => ({
  trial: number,
  params,
  score,
  sharpe: score,
  total_return: 0,
  max_drawdown: 0,
  trades: 10,
  engine: true,
});
const TRIALS = [trial(0, [10, 50], 0.5), trial(1, [20, 50], 1.5), trial(2, [20, 60], null)];
const param = (name: string, importance: number) => ({
  name,
  low: 0,
  high: 1,
  top_low: 0,
  top_median: 0,
  top_high: 1,
  importance,
});
const DETAIL = {
  sweep: { objective: 'sharpe' },
  axes: [
    { name: 'fast', values: [10, 20] },
    { name: 'mode', values: [0] },
    { name: 'slow', values: [50, 60] },
  ],
  params: [param('fast', 0.2), param('mode', 0), param('slow', 0.7)],
  trials: TRIALS,
} as unknown as SweepDetail;

describe('a sweep', () => {
  it('shows the two parameters that matter most', () => {
    expect(mostTelling(DETAIL)).toEqual([0, 2]);
    expect(mostTelling({ ...DETAIL, axes: DETAIL.axes.slice(0, 1) })).toEqual([0, 0]);
  });

  it('has a point for each trial that has both', () => {
    expect(pointsAt(TRIALS, 0, 1)).toEqual([
      { x: 10, y: 50, value: 0.5 },
      { x: 20, y: 50, value: 1.5 },
      { x: 20, y: 60, value: null },
    ]);
    expect(pointsAt([trial(3, [null, 1], 1)], 0, 1)).toEqual([]);
  });

  it('draws its trials over all axes, the best above the others', () => {
    const { axes, lines } = parallelOf({
      ...DETAIL,
      axes: DETAIL.axes.filter(({ name }) => name !== 'mode'),
    });
    expect(axes.map(({ name }) => name)).toEqual(['fast', 'slow', 'sharpe']);
    expect(lines).toEqual([
      { trial: 0, places: [0, 0.5, 0], isBest: false },
      { trial: 1, places: [1, 0.5, 1], isBest: true },
    ]);
  });

  it('names parameters as people read them', () => {
    expect(paramsText({ fast: 10, share: 0.123456 })).toBe('fast 10, share 0.1235');
    expect(paramsText({})).toBe('–');
  });
});
