// SPDX-License-Identifier: MIT
/** A single strategy of "ema_cross on binance BTC/USDT,ETH/USDT 1h"; null for several together. */
export function subjectOf(family: string) {
  const read = /^([^\s+]+) on (\S+) (\S+) (\S+)$/.exec(family);
  if (!read) return null;
  const [, strategy = '', venue = '', pairs = '', timeframe = ''] = read;
  return { strategy, venue, pairs, timeframe };
}
