// SPDX-License-Identifier: MIT
// When the next bar closes: bars of a timeframe begin at whole multiples of it in UTC, weeks on
// Mondays.

const UNIT_MS: Record<string, number> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };
/** 1970-01-05, a Monday. */
const FIRST_WEEK_MS = 4 * 8.64e7;

interface Close {
  timeframe: string;
  at: number;
}

/** The soonest close of these timeframes after `now`, in ms; undefined where none can be read. */
export function nextClose(timeframes: string[], now: number): Close | undefined {
  return timeframes
    .flatMap((timeframe) => {
      const at = closeOf(timeframe, now);
      return at === undefined ? [] : [{ timeframe, at }];
    })
    .sort((a, b) => a.at - b.at)[0];
}

function closeOf(timeframe: string, now: number): number | undefined {
  const match = /^(\d+)([smhdw])$/.exec(timeframe);
  const span = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? 0);
  if (!(span > 0)) return undefined;
  const from = match?.[2] === 'w' ? FIRST_WEEK_MS : 0;
  return from + (Math.floor((now - from) / span) + 1) * span;
}
