// SPDX-License-Identifier: MIT
import { useMemo } from 'react';
import type { Fan as FanView } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { count, fixed, percent } from '@/format/number';
import { span } from '@/format/time';
import { fanLines } from './fanLines';

/** The spread of the simulated prices; each band holds the middle share of the paths. */
export function Fan({ fan }: { fan: FanView }) {
  const { x, lines } = useMemo(() => fanLines(fan), [fan]);
  const decimals = (fan.prices[0]?.[0] ?? 0) < 10 ? 4 : 2;
  const outer = (fan.levels.at(-1) ?? 0) - (fan.levels[0] ?? 0);
  return (
    <div>
      <div className="flex h-56 flex-col rounded border">
        <LazyLineChart
          label="Quantiles of the simulated price"
          x={x}
          lines={lines}
          show={(value) => fixed(value, decimals)}
          showX={(step) => `in ${span(step * fan.step_s * 1000)}`}
        />
      </div>
      <p className="mt-1 text-xs text-muted">
        {count(fan.paths)} paths, seed {fan.seed}; the outer band holds {percent(outer, 0)} of them.
      </p>
    </div>
  );
}
