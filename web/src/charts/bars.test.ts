// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { barsOf, stepOf, widen } from './bars';

function candle(minute: number, close: number) {
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return { time, open: 10, high: close + 1, low: close - 1, close, volume: 2 };
}

it('sorts, and lets what came later win', () => {
  const bars = barsOf([candle(2, 5), candle(1, 4)], [candle(2, 6)]);
  expect(bars.map(({ close }) => close)).toEqual([4, 6]);
  expect(stepOf(bars)).toBe(60);
});

it('widens without losing highs, lows or volume', () => {
  const [first, second] = widen(
    barsOf([3, 9, 5, 7].map((close, at) => candle(at + 3, close))),
    300,
  );
  expect(first).toMatchObject({ high: 10, low: 2, close: 9, volume: 4 });
  expect(second).toMatchObject({ close: 7, volume: 4 });
});
