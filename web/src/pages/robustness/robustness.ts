// SPDX-License-Identifier: MIT
// What the pictures of robustness and of the walk forward are drawn from.
import type { RobustnessReport, RobustnessTest, WalkForwardReport } from '@/api/types';
import type { Line } from '@/charts/LineChart';
import { gridOf } from '@/pages/research/heat';

const DAY_S = 86_400;

export function testOf({ tests }: RobustnessReport, key: string): RobustnessTest | undefined {
  return tests.find((test) => test.key === key && test.runs.length > 0);
}

/** The names of both parameters stand in the labels: "fast 40, slow 120". */
export function surfaceOf(report: RobustnessReport) {
  const test = testOf(report, 'surface');
  if (!test) return null;
  const names = (test.runs[0]?.label ?? '').split(', ').map((part) => part.replace(/ \S+$/, ''));
  const points = test.runs.flatMap(({ x, y, sharpe }) =>
    x === null || y === null ? [] : [{ x, y, value: sharpe }],
  );
  return { across: names[0] ?? '', down: names[1] ?? '', grid: gridOf(points) };
}

export interface Bar {
  label: string;
  sharpe: number | null;
  total: number;
  /** Of the longest, 0 to 1. */
  part: number;
}

/** The plain run, and what is left of its Sharpe ratio in each variation. */
export function barsOf(report: RobustnessReport, key: string): Bar[] {
  const test = testOf(report, key);
  if (!test) return [];
  const runs = [{ ...report.plain, label: 'as it is' }, ...test.runs];
  const most = Math.max(...runs.map(({ sharpe }) => Math.abs(sharpe ?? 0)));
  return runs.map(({ label, sharpe, total_return }) => ({
    label,
    sharpe,
    total: total_return,
    part: most > 0 ? Math.abs(sharpe ?? 0) / most : 0,
  }));
}

/** The tests one after the other: the growth of one, and where each window began. */
export function stitchedOf({ daily, first_day, windows }: WalkForwardReport): {
  x: number[];
  lines: Line[];
} {
  const x = [first_day * DAY_S];
  const equity = [1];
  for (const [at, day] of daily.entries()) {
    x.push((first_day + at + 1) * DAY_S);
    equity.push((equity[at] ?? 1) * (1 + day));
  }
  const begins = new Set(windows.map(({ window }) => Date.parse(window.test_from) / 1000));
  return {
    x,
    lines: [
      { name: 'Out of sample', values: equity, colour: 'blue', hasArea: true },
      {
        name: 'A window begins',
        values: equity.map((value, at) => (begins.has(x[at] ?? 0) ? value : null)),
        colour: 'yellow',
        isPoints: true,
      },
    ],
  };
}

/** What each window chose of a parameter, as steps over time. */
export function choicesOf({ windows }: WalkForwardReport, name: string) {
  const x: number[] = [];
  const values: (number | null)[] = [];
  for (const { window, params } of windows) {
    const from = Date.parse(window.test_from) / 1000;
    const to = Date.parse(window.test_to) / 1000;
    x.push(from, to - 1);
    values.push(params[name] ?? null, params[name] ?? null);
  }
  return { x, values };
}
