// SPDX-License-Identifier: MIT

/** Lengths of a bar, as a choice. */
export const TIMEFRAMES = '1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M'
  .split(' ')
  .map((timeframe) => [timeframe, timeframe] as const);
