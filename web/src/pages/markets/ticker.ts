// SPDX-License-Identifier: MIT
import type { Decimal, TickerView } from '@/api/types';
import { subtract } from '@/format/decimal';

/** Of the last price against the one 24 hours ago; a statistic. */
export function changeOf({ last, open_24h }: TickerView): number | null {
  return last && open_24h ? Number(last) / open_24h - 1 : null;
}

export function spreadOf({ bid, ask }: TickerView): Decimal | null {
  return bid && ask ? subtract(ask, bid) : null;
}

/** The spread in hundredths of a percent of the middle. */
export function spreadBps({ bid, ask }: TickerView): number | null {
  if (!bid || !ask) return null;
  const [low, high] = [Number(bid), Number(ask)];
  return ((high - low) / ((high + low) / 2)) * 1e4;
}
