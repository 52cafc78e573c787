// SPDX-License-Identifier: MIT
// How the figures of risk are put into words and order.
import type { MatrixView, RuinView, TailView } from '@/api/types';
import type { Line } from '@/charts/LineChart';
import { capital, fixed, percent, sentence } from '@/format/number';

export type Unit = 'share' | 'money';

/** A sentence of the server as one of the page. */
export function sentenceOfWhy(why: string): string {
  return `${capital(why)}.`;
}

const METHODS: Record<string, string> = {
  gate: 'As the limits hold it',
  student_t: 'Student’s t',
  cornish_fisher: 'Cornish-Fisher',
};

export function nameOfMethod(method: string): string {
  return METHODS[method] ?? sentence(method);
}

/** "1d" -> "one day"; another bar as it is called: "one 15m bar". */
export function nameOfStep(step: string): string {
  if (step === '1d') return 'one day';
  return step === '1h' ? 'one hour' : `one ${step} bar`;
}

/** Value at risk or expected shortfall of one level; null: there is none. */
export function tailText(
  tail: TailView | undefined,
  what: 'value_at_risk' | 'expected_shortfall',
  unit: Unit,
): string | null {
  const value = tail?.[unit === 'money' ? what : (`${what}_share` as const)];
  if (typeof value !== 'number') return null;
  return unit === 'money' ? fixed(value, 2) : percent(value);
}

/** "BTC/USDT" -> "BTC" */
export function coinOf(pair: string): string {
  return pair.split('/')[0] ?? pair;
}

/** Members of a cluster side by side, else as they come. */
export function byCluster({ pairs, clusters }: MatrixView): number[] {
  return pairs
    .map((_, at) => at)
    .sort((a, b) => (clusters[a] ?? 0) - (clusters[b] ?? 0) || a - b);
}

/** Those that are one bet, by their coins; a coin by itself is none. */
export function betsOf({ pairs, clusters }: MatrixView): string[][] {
  const bets = new Map<number, string[]>();
  pairs.forEach((pair, at) => {
    const cluster = clusters[at] ?? at;
    bets.set(cluster, [...(bets.get(cluster) ?? []), coinOf(pair)]);
  });
  return [...bets.values()].filter(({ length }) => length > 1);
}

/** "0.76", "−0.12", and "1" of a coin with itself. */
export function correlationText(value: number, isSame: boolean): string {
  return isSame ? '1' : fixed(value, 2);
}

const COLOURS = ['blue', 'green', 'yellow', 'red', 'muted'] as const;

/** One line a loss. A curve begins at nothing: now nothing is lost yet. */
export function ruinLines({ curves, steps }: RuinView): { x: number[]; lines: Line[] } {
  return {
    x: [0, ...steps],
    lines: curves.map(({ loss, probability }, at) => ({
      name: `−${percent(loss, 0)}`,
      values: [0, ...probability],
      colour: COLOURS[at] ?? 'muted',
      isDashed: at >= COLOURS.length - 1,
    })),
  };
}

/** "3.1% ± 0.4%"; of none of the paths, that it is less than one of them. */
export function chanceText(probability: number, error: number, paths: number): string {
  if (probability === 0) return `under ${percent(1 / paths)}`;
  return `${percent(probability)} ± ${percent(error)}`;
}
