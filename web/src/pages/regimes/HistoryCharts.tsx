// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import type { RegimeHistory } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { fixed, percent } from '@/format/number';
import { Loading } from '@/ui/states';
import { historyLines } from './regimeShape';

interface Props {
  history: RegimeHistory;
  price: number | null;
}

/** The price, and below it what each regime was believed to be. */
export function HistoryCharts({ history, price }: Props) {
  const lines = useMemo(() => historyLines(history), [history]);
  const decimals = (price ?? 0) < 10 ? 4 : 2;
  return (
    <Suspense fallback={<Loading lines={8} />}>
      <div className="flex h-52 flex-col">
        <LazyLineChart
          label="Price"
          x={lines.x}
          isTime
          lines={lines.price}
          show={(value) => fixed(value, decimals)}
        />
      </div>
      <div className="flex h-40 flex-col border-t">
        <LazyLineChart
          label="Filtered probability of each regime"
          x={lines.x}
          isTime
          lines={lines.probabilities}
          show={(value) => percent(Math.min(1, Math.max(0, value)), 0)}
        />
      </div>
    </Suspense>
  );
}
