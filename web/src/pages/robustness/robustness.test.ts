// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { RobustnessReport, WalkForwardReport } from '@/api/types';
import { subjectOf } from './family';
import { barsOf, choicesOf, stitchedOf, surfaceOf } from './robustness';

const run = (label: string, x: number | null, y: number | null, sharpe: number | null) => ({
  label,
  parameter: '',
  x,
  y,
  total_return: 0.1,
  sharpe,
  max_drawdown: null,
  trades: 3,
  costs: 1,
});
const REPORT = {
  plain: run('plain', null, null, 2),
  tests: [
    { key: 'costs', runs: [run('x2', 2, null, 1), run('x3', 3, null, -0.5)] },
    { key: 'surface', runs: [run('fast 10, slow 50', 10, 50, 1.5)] },
    { key: 'latency', runs: [] },
  ],
} as unknown as RobustnessReport;

describe('robustness', () => {
  it('sets the variations beside the plain run', () => {
    expect(barsOf(REPORT, 'costs').map(({ label, part }) => [label, part])).toEqual([
      ['as it is', 1],
      ['x2', 0.5],
      ['x3', 0.25],
    ]);
    expect(barsOf(REPORT, 'latency')).toEqual([]);
    expect(barsOf(REPORT, 'nothing')).toEqual([]);
  });

  it('names the two parameters of the surface', () => {
    expect(surfaceOf(REPORT)).toMatchObject({
      across: 'fast',
      down: 'slow',
      grid: { cells: [[1.5]] },
    });
  });
});

describe('a walk forward', () => {
  const report = {
    first_day: 10,
    daily: [0.1, -0.5],
    windows: [
      {
        window: {
          train_from: '1970-01-01T00:00:00Z',
          test_from: '1970-01-11T00:00:00Z',
          test_to: '1970-01-13T00:00:00Z',
        },
        params: { fast: 20 },
      },
    ],
  } as unknown as WalkForwardReport;

  it('stitches its tests into one equity', () => {
    const { x, lines } = stitchedOf(report);
    expect(x).toEqual([864_000, 950_400, 1_036_800]);
    expect(lines[0]?.values.map((value) => value?.toFixed(2))).toEqual(['1.00', '1.10', '0.55']);
    expect(lines[1]?.values).toEqual([1, null, null]);
  });

  it('shows a choice for as long as it was traded', () => {
    expect(choicesOf(report, 'fast')).toEqual({ x: [864_000, 1_036_799], values: [20, 20] });
    expect(choicesOf(report, 'slow').values).toEqual([null, null]);
  });
});

describe('a family', () => {
  it('is a subject where it is one strategy', () => {
    expect(subjectOf('ema_cross on BTC/USDT,ETH/USDT 1h at binance')).toEqual({
      strategy: 'ema_cross',
      venue: 'binance',
      pairs: 'BTC/USDT,ETH/USDT',
      timeframe: '1h',
    });
    expect(subjectOf('a+b on BTC/USDT 1h at binance')).toBeNull();
    expect(subjectOf('')).toBeNull();
  });
});
