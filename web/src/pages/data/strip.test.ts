// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { SeriesGaps } from '@/api/types';
import { fullnessOf, kindText, stretchesOf, summaryOf } from './strip';

const GAPS: SeriesGaps = {
  venue: 'binance',
  pair: 'BTC/USDT',
  timeframe: '1h',
  from: '2024-01-01T00:00:00Z',
  to: '2024-02-01T00:00:00Z',
  bars: 1000,
  missing: 0,
  without_trades: 0,
  completeness: 1,
  synthetic: false,
  close_only: false,
  sound: true,
  damage: null,
  coverage: [],
  gap_count: 0,
  gaps: [],
  findings: [],
};

it('joins neighbours that are equally complete', () => {
  expect(stretchesOf([])).toEqual([]);
  expect(stretchesOf([1, 1, 0.5, 0, 0, 1])).toEqual([
    { from: 0, parts: 2, share: 1 },
    { from: 2, parts: 1, share: 0.5 },
    { from: 3, parts: 2, share: 0 },
    { from: 5, parts: 1, share: 1 },
  ]);
});

it('covers the strip without holes, whatever is in it', () => {
  const coverage = Array.from({ length: 200 }, (_, at) => (at % 7) / 6);
  const stretches = stretchesOf(coverage);
  let next = 0;
  for (const { from, parts } of stretches) {
    expect(from).toBe(next);
    next += parts;
  }
  expect(next).toBe(200);
});

it('calls whole only what is', () => {
  expect([1, 0.9999, 0.9, 0.5, 0.0001, 0].map(fullnessOf)).toEqual([
    'whole',
    'most',
    'most',
    'part',
    'part',
    'none',
  ]);
});

it('never says that all is there where something is missing', () => {
  expect(summaryOf(GAPS)).toBe('1,000 bars, none missing');
  const gaps = { ...GAPS, bars: 99_999, missing: 1, gap_count: 1, completeness: 0.99999 };
  expect(summaryOf(gaps)).toBe('99.9% complete: 1 of 100,000 bars are missing, in 1 gap');
  expect(summaryOf({ ...GAPS, bars: 0, completeness: 0 })).toBe('Nothing can be read.');
});

it('names findings that it knows, and tells others as they are', () => {
  expect(kindText('stuck')).toBe('Stuck feed');
  expect(kindText('new_kind')).toBe('new kind');
});
