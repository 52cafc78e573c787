// SPDX-License-Identifier: MIT
import type { Fan } from '@/api/types';
import type { Line } from '@/charts/LineChart';

/** One line a quantile; each upper one is filled down to its mirror below the median. */
export function fanLines({ levels, prices }: Pick<Fan, 'levels' | 'prices'>): { x: number[]; lines: Line[] } {
  const x = Array.from({ length: prices[0]?.length ?? 0 }, (_, step) => step);
  const lines = levels.map((level, at): Line => {
    const mirror = levels.length - 1 - at;
    return {
      name: `${Math.round(level * 100)}%`,
      values: prices[at] ?? [],
      colour: 'blue',
      width: level === 0.5 ? 2 : 1,
      ...(at > mirror && { bandTo: mirror, bandAlpha: 0.12 }),
    };
  });
  return { x, lines };
}
