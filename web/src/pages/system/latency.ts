// SPDX-License-Identifier: MIT
// Waiting times as columns and as text.
import type { LatencyView } from '@/api/types';
import { fixed } from '@/format/number';

/** 0.00042 -> "420 µs", 0.0123 -> "12.3 ms", 2.5 -> "2.50 s", 60 -> "60 s"; nothing: "–" */
export function seconds(value: number | null): string {
  if (value === null) return '–';
  const [scaled, unit] =
    value === 0 || value >= 1
      ? [value, 's']
      : value >= 0.001
        ? [value * 1e3, 'ms']
        : [value * 1e6, 'µs'];
  const rounded = Number(scaled.toPrecision(3));
  const decimals = Number.isInteger(rounded) ? 0 : rounded >= 100 ? 0 : rounded >= 10 ? 1 : 2;
  return `${fixed(rounded, decimals)} ${unit}`;
}

export interface LatencyColumn {
  label: string;
  count: number;
  /** The quantiles that lie in it. */
  marks: string[];
}

/**
 * One column a bucket, from the first to the last that has any, so that the shape fills the width.
 * None where nothing was measured.
 */
export function columnsOf(view: LatencyView): LatencyColumn[] {
  const columns = view.buckets.map(({ up_to_s, count }, i): LatencyColumn => {
    const from = i === 0 ? null : (view.buckets[i - 1]?.up_to_s ?? null);
    return { label: labelOf(from, up_to_s), count, marks: marksIn(view, from, up_to_s) };
  });
  const has = ({ count }: LatencyColumn) => count > 0;
  const first = columns.findIndex(has);
  return first < 0 ? [] : columns.slice(first, columns.findLastIndex(has) + 1);
}

function labelOf(from: number | null, to: number | null): string {
  if (to === null) return `over ${seconds(from)}`;
  return from === null ? `up to ${seconds(to)}` : `${seconds(from)} to ${seconds(to)}`;
}

function marksIn(view: LatencyView, from: number | null, to: number | null): string[] {
  const quantiles: [string, number | null][] = [
    ['p50', view.p50_s],
    ['p95', view.p95_s],
    ['p99', view.p99_s],
  ];
  return quantiles
    .filter(([, at]) => at !== null && (from === null || at > from) && (to === null || at <= to))
    .map(([name]) => name);
}
