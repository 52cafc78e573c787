// SPDX-License-Identifier: MIT
// Trials of a sweep as its pictures need them.
import type { SweepDetail, SweepTrial } from '@/api/types';
import { type HeatPoint, shortNumber } from '@/pages/research/heat';

export function paramsText(params: Record<string, number>): string {
  const parts = Object.entries(params).map(([name, value]) => `${name} ${shortNumber(value)}`);
  return parts.join(', ') || '–';
}

/** The two parameters on which the score depends most, else the first two. */
export function mostTelling({ axes, params }: SweepDetail): [number, number] {
  const weight = (name: string) =>
    params.find((param) => param.name === name)?.importance ?? 0;
  const order = axes
    .map(({ name }, at) => ({ at, weight: weight(name) }))
    .sort((a, b) => b.weight - a.weight || a.at - b.at);
  const [first = 0, second = first] = order.slice(0, 2).map(({ at }) => at);
  return first < second ? [first, second] : [second, first];
}

/** Trials at two of the axes. */
export function pointsAt(trials: SweepTrial[], across: number, down: number): HeatPoint[] {
  return trials.flatMap(({ params, score }) => {
    const x = params[across];
    const y = across === down ? 0 : params[down];
    return typeof x === 'number' && typeof y === 'number' ? [{ x, y, value: score }] : [];
  });
}

export interface ParallelAxis {
  name: string;
  low: number;
  high: number;
}
export interface ParallelLine {
  trial: number;
  /** Of each axis 0 (low) to 1 (high). */
  places: number[];
  isBest: boolean;
}

export const MOST_LINES = 400;

/** A line for each trial with a score over all axes and the score; the best tenth come last. */
export function parallelOf({ axes, trials, sweep }: SweepDetail): {
  axes: ParallelAxis[];
  lines: ParallelLine[];
} {
  const whole = trials.filter(
    ({ score, params }) => score !== null && params.every((value) => value !== null),
  );
  const sorted = whole.toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0));
  const rows = sorted.slice(-MOST_LINES).map(({ trial, params, score }) => ({
    trial,
    values: [...params, score].map(Number),
  }));
  const names = [...axes.map(({ name }) => name), sweep.objective];
  const scales = names.map((name, at) => {
    const values = rows.map(({ values }) => values[at] ?? 0);
    return { name, low: Math.min(...values), high: Math.max(...values) };
  });
  const firstBest = Math.floor(rows.length * 0.9);
  return {
    axes: scales,
    lines: rows.map(({ trial, values }, at) => ({
      trial,
      places: scales.map(({ low, high }, axis) =>
        high > low ? ((values[axis] ?? 0) - low) / (high - low) : 0.5,
      ),
      isBest: at >= firstBest,
    })),
  };
}
