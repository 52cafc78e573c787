// SPDX-License-Identifier: MIT
// Runs side by side, shaped for a chart, a table and a file.
import type { ComparedRuns } from '@/api/types';
import type { ColourName } from '@/charts/colours';
import type { Line } from '@/charts/LineChart';
import { millis } from '@/format/time';

export const MOST_COMPARED = 6;

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'];
const COLOURS: ColourName[] = ['blue', 'green', 'yellow', 'red', 'muted', 'blue'];

/** What a run is called in the chart, in the table and in its legend. */
export const letterOf = (at: number) => LETTERS[at] ?? String(at + 1);

/** The runs that an address names: each once, no more than can be compared. */
export function idsOf(text: string): string[] {
  return [...new Set(text.split(',').filter(Boolean))].slice(0, MOST_COMPARED);
}

/** Chosen or not any more; the first choice stays the first column. */
export function toggled(ids: string[], id: string): string[] {
  if (ids.includes(id)) return ids.filter((other) => other !== id);
  return ids.length < MOST_COMPARED ? [...ids, id] : ids;
}

export function secondsOf({ times }: Pick<ComparedRuns, 'times'>): number[] {
  return times.map((time) => millis(time) / 1000);
}

/** Every second line is dashed, so that two may be told apart without their colours. */
export function linesOf({ curves }: Pick<ComparedRuns, 'curves'>): Line[] {
  return curves.map((values, at) => ({
    name: letterOf(at),
    values,
    colour: COLOURS[at] ?? 'muted',
    isDashed: at % 2 === 1,
  }));
}

type Settings = ComparedRuns['settings'];

/** What the runs were asked otherwise. */
export const differing = (settings: Settings): Settings => settings.filter(({ same }) => !same);

type Figures = ComparedRuns['figures'];

const KEY_FIGURES = [
  'total_return',
  'cagr',
  'sharpe',
  'sortino',
  'calmar',
  'max_drawdown',
  'volatility',
  'profit_factor',
  'win_rate',
  'expectancy',
];

/** Those that people look at first, in that order, or all that any of the runs has. */
export function figuresOf(figures: Figures, all: boolean): Figures {
  if (all) return figures.filter(({ values }) => values.some((value) => value !== null));
  return KEY_FIGURES.flatMap((key) => figures.filter((figure) => figure.key === key));
}

/** One row a setting and a statistic, one column a run. */
export function csvRowsOf({ runs, settings, figures }: ComparedRuns): object[] {
  const named = (values: readonly (string | number | null)[]) =>
    Object.fromEntries(runs.map(({ run_id }, at) => [run_id, values[at] ?? null]));
  return [
    ...settings.map(({ name, values }) => ({ kind: 'setting', name, unit: '', ...named(values) })),
    ...figures.map(({ key, unit, values }) => ({
      kind: 'figure',
      name: key,
      unit,
      ...named(values),
    })),
  ];
}
