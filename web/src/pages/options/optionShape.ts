// SPDX-License-Identifier: MIT
// Curves of options in the shape that charts and sentences want.
import type { OptionCurve, OptionSmile } from '@/api/types';
import type { Line } from '@/charts/LineChart';

export interface Chart {
  x: number[];
  lines: Line[];
}

/** What it is worth now, and dashed what it pays at expiry. */
export function valueChart({ spots, values, payoffs }: OptionCurve): Chart {
  return {
    x: spots,
    lines: [
      { name: 'value now', values, colour: 'blue', width: 2 },
      { name: 'at expiry', values: payoffs, colour: 'muted', isDashed: true },
    ],
  };
}

/** The quotes as points, the fit as a line, over the strikes of both. */
export function smileChart({ quotes, curve }: Pick<OptionSmile, 'quotes' | 'curve'>): Chart {
  const quoted = new Map<number, number | null>();
  for (const { strike, volatility } of quotes) quoted.set(strike, volatility);
  const fitted = new Map<number, number>();
  curve?.strikes.forEach((strike, at) => fitted.set(strike, curve.volatilities[at] ?? 0));
  for (const { strike, fitted: value } of quotes) if (value !== null) fitted.set(strike, value);
  const x = [...new Set([...quoted.keys(), ...fitted.keys()])].sort((a, b) => a - b);
  const points: Line = {
    name: 'quoted',
    values: x.map((strike) => quoted.get(strike) ?? null),
    colour: 'yellow',
    isPoints: true,
  };
  if (!curve) return { x, lines: [points] };
  const line: Line = {
    name: 'fitted',
    values: x.map((strike) => fitted.get(strike) ?? null),
    colour: 'blue',
    width: 2,
  };
  return { x, lines: [line, points] };
}

/** Between which strikes of the curve a butterfly costs less than nothing. */
export function arbitrageRanges(curve: OptionSmile['curve']): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let isInside = false;
  curve?.strikes.forEach((strike, at) => {
    const isNegative = (curve.densities[at] ?? 0) < 0;
    const last = ranges.at(-1);
    if (isNegative && isInside && last) last[1] = strike;
    else if (isNegative) ranges.push([strike, strike]);
    isInside = isNegative;
  });
  return ranges;
}

/** Decimals with which a price of this size is told. */
export function decimalsOf(price: number): number {
  return price >= 1000 ? 2 : price >= 10 ? 3 : price >= 0.1 ? 4 : 6;
}
