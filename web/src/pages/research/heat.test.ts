// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { gridOf, MOST_STEPS, paintOf } from './heat';

describe('a grid of two parameters', () => {
  const grid = gridOf([
    { x: 20, y: 50, value: 1 },
    { x: 10, y: 50, value: -0.5 },
    { x: 10, y: 50, value: 0.25 },
    { x: 10, y: 60, value: null },
  ]);

  it('has the best of each cell, and tells no score from not tried', () => {
    expect(grid.columns).toEqual(['10', '20']);
    expect(grid.rows).toEqual(['50', '60']);
    expect(grid.cells).toEqual([
      [0.25, 1],
      [null, undefined],
    ]);
    expect([grid.low, grid.high]).toEqual([0.25, 1]);
  });

  it('paints the best most and the least of the good ones least', () => {
    expect(paintOf(1, grid)).toEqual({ isBelow: false, part: 1 });
    expect(paintOf(0.25, grid)).toEqual({ isBelow: false, part: 0 });
    expect(paintOf(-2, { ...grid, low: -4 })).toEqual({ isBelow: true, part: 0.5 });
  });

  it('bins what has no two values alike', () => {
    const many = Array.from({ length: MOST_STEPS + 10 }, (_, at) => ({ x: at / 7, y: 1, value: at }));
    const binned = gridOf(many);
    expect(binned.columns).toHaveLength(12);
    expect(binned.rows).toEqual(['1']);
    expect(binned.cells[0]?.at(-1)).toBe(MOST_STEPS + 9);
  });

  it('of nothing is nothing', () => {
    expect(gridOf([])).toEqual({ columns: [], rows: [], cells: [], low: 0, high: 0 });
  });
});
