// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { fanLines } from './fanLines';

it('bands each upper quantile with its mirror', () => {
  const fan = {
    paths: 10,
    seed: '1',
    step_s: 60,
    levels: [0.05, 0.5, 0.95],
    prices: [
      [1, 0.9],
      [1, 1],
      [1, 1.1],
    ],
  };
  const { x, lines } = fanLines(fan);
  expect(x).toEqual([0, 1]);
  expect(lines.map(({ name, bandTo }) => [name, bandTo])).toEqual([
    ['5%', undefined],
    ['50%', undefined],
    ['95%', 0],
  ]);
});
