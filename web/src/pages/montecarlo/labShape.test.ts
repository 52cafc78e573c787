// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { LabForecast } from '@/api/types';
import { binsOf, byLevel, estimateText, labFan, parameterText } from './labShape';

const SERIES = { last_price: 100 } as LabForecast['series'];

it('draws the prices that are touched over the fan', () => {
  const outcome = {
    fan: { paths: 2, levels: [0.05, 0.5, 0.95], prices: [[100, 99], [100, 100], [100, 101]] },
    touches: [
      { name: 'target', move: 0.02, probability: { value: 0.5, error: 0.1 } },
      { name: 'stop', move: -0.02, probability: { value: 0.5, error: 0.1 } },
    ],
  } as unknown as LabForecast['outcome'];
  const { x, lines } = labFan({ series: SERIES, outcome } as LabForecast);
  expect(x).toEqual([0, 1]);
  expect(lines.map(({ name }) => name)).toEqual(['5%', '50%', '95%', 'target', 'stop']);
  expect(lines[3]?.values).toEqual([102, 102]);
  expect(lines[4]?.values).toEqual([98, 98]);
});

it('has nothing to draw where there is no outcome', () => {
  expect(labFan({ series: SERIES, outcome: null } as LabForecast)).toEqual({ x: [], lines: [] });
});

it('counts every path once, those beyond the bins as well', () => {
  const bins = binsOf({ from: -0.02, width: 0.02, bins: [3, 4], below: 1, above: 2 });
  expect(bins.map(({ count }) => count)).toEqual([1, 3, 4, 2]);
  expect(bins.map(({ label }) => label)).toEqual([
    'below −2.00%',
    '−2.00% to 0.00%',
    '0.00% to +2.00%',
    'above +2.00%',
  ]);
  expect(bins.map(({ isLoss }) => isLoss)).toEqual([true, true, false, false]);
});

it('tells an estimate with its error', () => {
  expect(estimateText({ value: 0.012, error: 0.0003 }, true)).toBe('+1.20% ± 0.03%');
  expect(estimateText({ value: 0.5, error: 0.01 })).toBe('50.00% ± 1.00%');
});

it('groups parameters by the level that knows them first', () => {
  const parameter = (level: number, name: string) => ({ level, name, value: 1, error: null });
  const groups = byLevel([parameter(1, 'a'), parameter(2, 'b'), parameter(1, 'c')]);
  expect(groups.map(({ level, parameters }) => [level, parameters.length])).toEqual([
    [1, 2],
    [2, 1],
  ]);
});

it('shows four digits of any size', () => {
  expect(parameterText(0)).toBe('0');
  expect(parameterText(0.0123456)).toBe('0.01235');
  expect(parameterText(-0.5)).toBe('−0.5000');
  expect(parameterText(12.3456)).toBe('12.35');
  expect(parameterText(0.0000123)).toBe('1.230e−5');
  expect(parameterText(123456)).toBe('123,456');
});
