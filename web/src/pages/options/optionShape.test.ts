// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { arbitrageRanges, smileChart } from './optionShape';

const quote = (strike: number, volatility: number | null, fitted: number | null) => ({
  strike,
  volatility,
  fitted,
  log_moneyness: 0,
  residual: null,
  why: null,
});

it('puts quotes and fit over the strikes of both', () => {
  const { x, lines } = smileChart({
    quotes: [quote(110, 0.6, 0.61), quote(90, null, 0.7)],
    curve: { strikes: [80, 100, 120], volatilities: [0.8, 0.65, 0.6], densities: [1, 1, 1] },
  });
  expect(x).toEqual([80, 90, 100, 110, 120]);
  expect(lines.map(({ name, values }) => [name, values])).toEqual([
    ['fitted', [0.8, 0.7, 0.65, 0.61, 0.6]],
    ['quoted', [null, null, null, 0.6, null]],
  ]);
});

it('shows the quotes alone where there is no fit', () => {
  const { lines } = smileChart({ quotes: [quote(110, 0.6, null)], curve: null });
  expect(lines.map(({ name }) => name)).toEqual(['quoted']);
});

it('tells where a butterfly is given away', () => {
  const curve = (densities: number[]) => ({
    strikes: densities.map((_, at) => 100 + at),
    volatilities: densities,
    densities,
  });
  expect(arbitrageRanges(null)).toEqual([]);
  expect(arbitrageRanges(curve([1, 0, 1]))).toEqual([]);
  expect(arbitrageRanges(curve([-1, -1, 1, -1, 1]))).toEqual([
    [100, 101],
    [103, 103],
  ]);
});
