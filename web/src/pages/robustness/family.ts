// SPDX-License-Identifier: MIT
/** A single strategy of "ema_cross on BTC/USDT,ETH/USDT 1h at binance"; null for several together. */
export function subjectOf(family: string) {
  const read = /^([^\s+]+) on (\S+) (\S+) at (\S+)$/.exec(family);
  if (!read) return null;
  const [, strategy = '', pairs = '', timeframe = '', venue = ''] = read;
  return { strategy, venue, pairs, timeframe };
}
