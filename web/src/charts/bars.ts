// SPDX-License-Identifier: MIT
import type { Candle } from '@/api/types';
import { millis } from '@/format/time';

/** A candle as charts want it: its open in seconds since 1970. */
export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Oldest first, each time once; later lists win. */
export function barsOf(...lists: Candle[][]): Bar[] {
  const bars = new Map<number, Bar>();
  for (const { time: opened, ...rest } of lists.flat()) {
    const time = millis(opened) / 1000;
    bars.set(time, { ...rest, time });
  }
  return [...bars.values()].sort((a, b) => a.time - b.time);
}

/** The usual distance of the bars, in seconds: the smallest there is. */
export function stepOf(bars: Bar[]): number {
  let step = Infinity;
  for (let at = 1; at < bars.length; at++) {
    step = Math.min(step, (bars[at]?.time ?? 0) - (bars[at - 1]?.time ?? 0));
  }
  return Number.isFinite(step) ? step : 60;
}

/** Bars of a longer time, made of shorter ones and aligned to 1970 as the engine's are. */
export function widen(bars: Bar[], step: number): Bar[] {
  const wide: Bar[] = [];
  for (const bar of bars) {
    const time = Math.floor(bar.time / step) * step;
    const last = wide.at(-1);
    if (last?.time !== time) wide.push({ ...bar, time });
    else {
      last.high = Math.max(last.high, bar.high);
      last.low = Math.min(last.low, bar.low);
      last.close = bar.close;
      last.volume += bar.volume;
    }
  }
  return wide;
}
