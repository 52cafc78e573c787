// SPDX-License-Identifier: MIT
import { Suspense, useMemo } from 'react';
import { useCandles } from '@/api/queries';
import type { InstrumentView } from '@/api/types';
import { barsOf, stepOf, widen } from '@/charts/bars';
import { LazyCandleChart } from '@/charts/lazy';
import { places, trim } from '@/format/decimal';
import { useFillRows } from '@/pages/orders/FillsTable';
import { useRows } from '@/stream/stream';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty, Failed, Loading } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';

const STEPS = [60, 300, 900, 3600, 14_400, 86_400];
const NAMES: Record<number, string> = {
  60: '1m',
  300: '5m',
  900: '15m',
  3600: '1h',
  14_400: '4h',
  86_400: '1d',
};
/** Fewer bars than this tell nothing. */
const LEAST_BARS = 12;

export function ChartPanel({
  instrument,
  className = '',
}: {
  instrument: InstrumentView;
  className?: string;
}) {
  const { pair, tick } = instrument;
  const live = useRows(`candles:${pair}`);
  const query = useCandles({ pair, limit: 1000 });
  const { rows: fills = [] } = useFillRows(pair);
  const bars = useMemo(() => barsOf(query.data?.items ?? [], live ?? []), [query.data, live]);
  const own = stepOf(bars);
  const [wish, setWish] = useUrlState('bars', '');
  const options = offered(own, bars.length);
  const step = options.find(([key]) => key === wish)?.[0] ?? String(own);
  const shown = useMemo(() => widen(bars, Number(step)), [bars, step]);
  return (
    <Panel
      title={`${pair} candles`}
      note="with own fills"
      className={className}
      flush
      actions={
        <Segments label="Length of a bar" value={step} options={options} onChange={setWish} />
      }
    >
      {bars.length > 0 ? (
        <Suspense fallback={<Loading />}>
          <LazyCandleChart pair={pair} bars={shown} fills={fills} decimals={places(trim(tick))} />
        </Suspense>
      ) : query.error ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : query.data ? (
        <Empty title="No closed bar yet." hint="The first one appears when it closes." />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

/** The bars of the session, and longer ones that can be made of them. */
function offered(own: number, count: number): (readonly [string, string])[] {
  const longer = STEPS.filter(
    (step) => step > own && step % own === 0 && (own * count) / step >= LEAST_BARS,
  );
  return [own, ...longer].map((step) => [String(step), NAMES[step] ?? `${step} s`] as const);
}
