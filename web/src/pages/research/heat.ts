// SPDX-License-Identifier: MIT
// A figure over two parameters, as a grid of cells.

export interface HeatPoint {
  x: number;
  y: number;
  /** Absent: it was tried and has no score. */
  value: number | null;
}

export interface HeatGrid {
  columns: string[];
  rows: string[];
  /** [row][column]: the best of the points that fall there; undefined where none does. */
  cells: (number | null | undefined)[][];
  low: number;
  high: number;
}

/** More different values than this are put into bins: a search at random has no two alike. */
export const MOST_STEPS = 24;
const BINS = 12;

interface Scale {
  labels: string[];
  at: (value: number) => number;
}

export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function scaleOf(values: number[]): Scale {
  const steps = [...new Set(values)].sort((a, b) => a - b);
  if (steps.length <= MOST_STEPS) {
    return { labels: steps.map(shortNumber), at: (value) => steps.indexOf(value) };
  }
  const low = steps[0] ?? 0;
  const width = ((steps.at(-1) ?? 0) - low) / BINS;
  return {
    labels: Array.from({ length: BINS }, (_, bin) => shortNumber(low + (bin + 0.5) * width)),
    at: (value) => Math.min(BINS - 1, Math.floor((value - low) / width)),
  };
}

export function gridOf(points: HeatPoint[]): HeatGrid {
  const across = scaleOf(points.map(({ x }) => x));
  const up = scaleOf(points.map(({ y }) => y));
  const cells: HeatGrid['cells'] = up.labels.map(() => across.labels.map(() => undefined));
  for (const { x, y, value } of points) {
    const row = cells[up.at(y)];
    const column = across.at(x);
    if (row) row[column] = better(row[column], value);
  }
  const values = cells.flat().filter((value) => typeof value === 'number');
  return {
    columns: across.labels,
    rows: up.labels,
    cells,
    low: values.length > 0 ? Math.min(...values) : 0,
    high: values.length > 0 ? Math.max(...values) : 0,
  };
}

function better(one: number | null | undefined, other: number | null): number | null {
  if (typeof one !== 'number') return other ?? one ?? null;
  return other === null ? one : Math.max(one, other);
}

/** How strongly a cell is painted, 0 to 1, and whether it is below zero. */
export function paintOf(value: number, { low, high }: HeatGrid) {
  const isBelow = value < 0;
  const most = isBelow ? -low : high;
  const least = isBelow ? Math.max(0, -high) : Math.max(0, low);
  const span = most - least;
  return { isBelow, part: span > 0 ? (Math.abs(value) - least) / span : 1 };
}
