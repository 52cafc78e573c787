// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { MatrixView, TailView } from '@/api/types';
import {
  betsOf,
  byCluster,
  chanceText,
  correlationText,
  nameOfMethod,
  nameOfStep,
  ruinLines,
  tailText,
} from './figures';

const tail: TailView = {
  level: 0.95,
  value_at_risk: 1234.5,
  expected_shortfall: 2000,
  value_at_risk_share: 0.0123,
  expected_shortfall_share: null,
  why: null,
};

it('shows a loss as money or as a share of equity', () => {
  expect(tailText(tail, 'value_at_risk', 'money')).toBe('1,234.50');
  expect(tailText(tail, 'value_at_risk', 'share')).toBe('1.23%');
  expect(tailText(tail, 'expected_shortfall', 'share')).toBeNull();
  expect(tailText(undefined, 'value_at_risk', 'share')).toBeNull();
});

it('calls methods and steps by their names', () => {
  expect(nameOfMethod('gate')).toBe('As the limits hold it');
  expect(nameOfMethod('filtered_historical')).toBe('Filtered historical');
  expect(['1d', '1h', '15m'].map(nameOfStep)).toEqual(['one day', 'one hour', 'one 15m bar']);
});

const matrix: MatrixView = {
  step: '1d',
  estimator: '',
  observations: 60,
  shrinkage: 0.4,
  mean: 0.5,
  pairs: ['BTC/USDT', 'XRP/USDT', 'ETH/USDT'],
  rows: [],
  clusters: [0, 1, 0],
  left_out: [],
  why: null,
};

it('puts members of a bet side by side', () => {
  expect(byCluster(matrix)).toEqual([0, 2, 1]);
  expect(betsOf(matrix)).toEqual([['BTC', 'ETH']]);
  expect(matrix.pairs[0]).toBe('BTC/USDT');
});

it('tells correlations with their sign', () => {
  expect(correlationText(-0.123, false)).toBe('−0.12');
  expect(correlationText(1, true)).toBe('1');
});

it('draws a line a loss, from nothing on', () => {
  const { x, lines } = ruinLines({
    step: '1d',
    returns: 90,
    mean: 0,
    deviation: 0.01,
    paths: 2000,
    mean_block: 20,
    seed: 1,
    steps: [1, 2],
    curves: [{ loss: 0.1, probability: [0.1, 0.2], error: [0, 0] }],
    why: null,
  });
  expect(x).toEqual([0, 1, 2]);
  expect(lines[0]).toMatchObject({ name: '−10%', values: [0, 0.1, 0.2] });
});

it('does not say that what no path has shown cannot be', () => {
  expect(chanceText(0, 0, 2000)).toBe('under 0.05%');
  expect(chanceText(0.031, 0.0039, 2000)).toBe('3.10% ± 0.39%');
});
