// SPDX-License-Identifier: MIT
// Of what series the lab and the regimes are asked, as one text of a list and of the address.
import type { InstrumentView, SeriesView } from '@/api/types';

export interface Source {
  pair: string;
  venue?: string;
  timeframe?: string;
}

/** "BTC/USDT" is the session's own, "BTC/USDT|1h|binance" a stored series. */
export function sourceOf(key: string): Source {
  const [pair = '', timeframe, venue] = key.split('|');
  return timeframe && venue ? { pair, timeframe, venue } : { pair };
}

export function sourceOptions(
  instruments: Pick<InstrumentView, 'pair'>[],
  stored: Pick<SeriesView, 'venue' | 'pair' | 'timeframe'>[],
): (readonly [key: string, text: string])[] {
  return [
    ...instruments.map(({ pair }) => [pair, `${pair} of this session`] as const),
    ...stored
      .filter(({ timeframe }) => timeframe !== 'trades')
      .map(
        ({ pair, timeframe, venue }) =>
          [`${pair}|${timeframe}|${venue}`, `${pair} ${timeframe}, stored of ${venue}`] as const,
      ),
  ];
}
