// SPDX-License-Identifier: MIT
// Regimes put into words, lines and order. They are numbered from the calmest to the wildest.
import type { RegimeHistory, RegimesNow } from '@/api/types';
import type { ColourName } from '@/charts/colours';
import type { Line } from '@/charts/LineChart';
import { millis } from '@/format/time';

const NAMES: Record<number, readonly string[]> = {
  2: ['Calm', 'Wild'],
  3: ['Calm', 'Middle', 'Wild'],
  4: ['Calm', 'Mild', 'Rough', 'Wild'],
};
const COLOURS: Record<number, readonly ColourName[]> = {
  2: ['green', 'red'],
  3: ['green', 'yellow', 'red'],
  4: ['green', 'blue', 'yellow', 'red'],
};

export function nameOfRegime(regime: number, states: number): string {
  return NAMES[states]?.[regime] ?? `Regime ${regime + 1}`;
}

export function colourOfRegime(regime: number, states: number): ColourName {
  return COLOURS[states]?.[regime] ?? 'muted';
}

export interface HistoryLines {
  x: number[];
  price: Line[];
  probabilities: Line[];
}

/** The calmest is dashed and the wildest filled: colour is not the only sign. */
export function historyLines({ times, prices, probabilities }: RegimeHistory): HistoryLines {
  const states = probabilities.length;
  return {
    x: times.map((time) => millis(time) / 1000),
    price: [{ name: 'Price', values: prices, colour: 'blue' }],
    probabilities: probabilities.map((values, regime) => ({
      name: nameOfRegime(regime, states),
      values,
      colour: colourOfRegime(regime, states),
      hasArea: regime === states - 1,
      isDashed: regime === 0,
      width: 1,
    })),
  };
}

/** The likeliest one and its probability; nothing where there is none. */
export function likeliest(states: { now: number }[]): { regime: number; now: number } | null {
  const found = states.reduce<{ regime: number; now: number } | null>(
    (best, { now }, regime) => (best === null || now > best.now ? { regime, now } : best),
    null,
  );
  return found;
}

/** Of all pairs, for a glance: that of the first one, and how many others are in the wildest. */
export function glanceOf({ items }: RegimesNow) {
  const known = items.filter(({ regime }) => regime !== null);
  const wild = known.filter(({ regime, states }) => regime === states - 1).length;
  return { first: known[0] ?? null, why: items[0]?.why ?? null, wild, pairs: known.length };
}
