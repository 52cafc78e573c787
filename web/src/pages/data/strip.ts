// SPDX-License-Identifier: MIT
// How complete a series is, part by part, shaped for a strip that is drawn and one that is read out.
import type { SeriesGaps } from '@/api/types';
import { count, counted, percentDown } from '@/format/number';

export interface Stretch {
  /** Parts of the strip from its left edge. */
  from: number;
  parts: number;
  /** Of the bars that are there, 0 to 1. */
  share: number;
}

/** Neighbours with the same share are one. */
export function stretchesOf(coverage: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  coverage.forEach((share, from) => {
    const last = stretches.at(-1);
    if (last && last.share === share) last.parts += 1;
    else stretches.push({ from, parts: 1, share });
  });
  return stretches;
}

export type Fullness = 'whole' | 'most' | 'part' | 'none';

export function fullnessOf(share: number): Fullness {
  if (share >= 1) return 'whole';
  if (share >= 0.9) return 'most';
  return share > 0 ? 'part' : 'none';
}

/** What is there is never said to be all where something is missing. */
export function summaryOf({ bars, missing, gap_count, completeness }: SeriesGaps): string {
  if (bars === 0) return 'Nothing can be read.';
  if (missing === 0) return `${counted(bars, 'bar')}, none missing`;
  const gaps = counted(gap_count, 'gap');
  return `${percentDown(completeness)} complete: ${count(missing)} of ${count(bars + missing)} bars are missing, in ${gaps}`;
}

const KINDS: Record<string, string> = {
  duplicates: 'Bars of one time',
  out_of_order: 'Bars out of order',
  bad_prices: 'Prices that are none',
  high_below_low: 'High below low',
  outside_low_high: 'Open or close outside low to high',
  stuck: 'Stuck feed',
  volume_spikes: 'Volume spikes',
  jumps: 'Jumps of the price',
};

/** A kind that this page does not know yet is told as it is. */
export const kindText = (kind: string) => KINDS[kind] ?? kind.replaceAll('_', ' ');
