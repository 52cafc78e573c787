// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { RegimesNow } from '@/api/types';
import { colourOfRegime, glanceOf, historyLines, likeliest, nameOfRegime } from './regimeShape';

it('names regimes from the calmest to the wildest', () => {
  expect([0, 1].map((at) => nameOfRegime(at, 2))).toEqual(['Calm', 'Wild']);
  expect([0, 1, 2].map((at) => nameOfRegime(at, 3))).toEqual(['Calm', 'Middle', 'Wild']);
  expect(nameOfRegime(6, 7)).toBe('Regime 7');
  expect(colourOfRegime(2, 3)).toBe('red');
  expect(colourOfRegime(6, 7)).toBe('muted');
});

it('puts the probabilities under the price, at the same times', () => {
  const { x, price, probabilities } = historyLines({
    times: ['2026-01-01T00:00:00.000000000Z', '2026-01-01T01:00:00.000000000Z'],
    prices: [100, 101],
    probabilities: [
      [0.9, 0.2],
      [0.1, 0.8],
    ],
  });
  expect(x).toEqual([1767225600, 1767229200]);
  expect(price[0]?.values).toEqual([100, 101]);
  expect(probabilities.map(({ name, values }) => [name, values])).toEqual([
    ['Calm', [0.9, 0.2]],
    ['Wild', [0.1, 0.8]],
  ]);
  expect(probabilities.map(({ isDashed, hasArea }) => [isDashed, hasArea])).toEqual([
    [true, false],
    [false, true],
  ]);
});

it('finds the likeliest', () => {
  expect(likeliest([{ now: 0.2 }, { now: 0.7 }, { now: 0.1 }])).toEqual({ regime: 1, now: 0.7 });
  expect(likeliest([])).toBeNull();
});

it('glances at the first pair that is known and counts the wild', () => {
  const item = (pair: string, regime: number | null) => ({
    pair,
    states: 3,
    regime,
    probability: regime === null ? null : 0.8,
    why: regime === null ? 'too few' : null,
  });
  const now = (items: RegimesNow['items']): RegimesNow => ({ timeframe: '1h', items });
  const glance = glanceOf(now([item('A/USDT', null), item('B/USDT', 0), item('C/USDT', 2)]));
  expect([glance.first?.pair, glance.wild, glance.pairs]).toEqual(['B/USDT', 1, 2]);
  const none = glanceOf(now([item('A/USDT', null)]));
  expect([none.first, none.why]).toEqual([null, 'too few']);
});
