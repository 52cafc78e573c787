// SPDX-License-Identifier: MIT
import type { TickerView } from '@/api/types';
import { ratio, subtract } from '@/format/decimal';

/** Of the last price against the one 24 hours ago; a statistic. */
export function changeOf({ last, open_24h }: TickerView): number | null {
  return last && open_24h ? ratio(subtract(last, open_24h), open_24h) : null;
}

/** The spread in hundredths of a percent of the middle. */
export function spreadBps({ bid, ask }: TickerView): number | null {
  if (!bid || !ask) return null;
  const [low, high] = [Number(bid), Number(ask)];
  return ((high - low) / ((high + low) / 2)) * 1e4;
}
