// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useInstruments } from '@/api/queries';
import type { InstrumentView, TickerView } from '@/api/types';
import { money } from '@/format/decimal';
import { fixed } from '@/format/number';
import { changeOf, spreadBps } from '@/pages/markets/ticker';
import { useRows } from '@/stream/stream';
import { Price } from '@/ui/amounts';
import { FilterSelect } from '@/ui/fields';
import { SignedPercent } from '@/ui/numbers';

/** Which pair, and what it does. */
export function PairBar({
  instrument,
  className = '',
}: {
  instrument: InstrumentView;
  className?: string;
}) {
  const { pair } = instrument;
  const navigate = useNavigate();
  const { search } = useLocation();
  const { data } = useInstruments();
  const ticker = useRows('tickers')?.find((row) => row.pair === pair);
  const pairs = data?.items.map((item) => [item.pair, item.pair] as const) ?? [];
  return (
    <section
      aria-label="Pair"
      className={`flex items-center gap-x-5 rounded border bg-panel px-3 py-1.5 ${className}`}
    >
      <FilterSelect
        label="Pair"
        value={pair}
        options={pairs}
        onChange={(next) => void navigate({ pathname: `/trade/${next}`, search })}
      />
      {ticker && <Figures ticker={ticker} />}
    </section>
  );
}

function Figures({ ticker }: { ticker: TickerView }) {
  return (
    <dl className="live flex min-w-0 flex-1 items-center gap-x-5 overflow-hidden">
      <div>
        <dt className="sr-only">Last price</dt>
        <dd className="text-lg font-semibold text-strong">
          <Price pair={ticker.pair} value={ticker.last} />
        </dd>
      </div>
      <Item name="24 h">
        <SignedPercent value={changeOf(ticker)} />
      </Item>
      <Item name="Spread" isWide>
        {fixed(spreadBps(ticker), 1)} bp
      </Item>
      <Item name="High 24 h" isWide>
        <Price pair={ticker.pair} value={ticker.high_24h} />
      </Item>
      <Item name="Low 24 h" isWide>
        <Price pair={ticker.pair} value={ticker.low_24h} />
      </Item>
      <Item name="Volume 24 h" isWide>
        {ticker.volume_24h ? money(ticker.volume_24h, 0) : '–'}
      </Item>
    </dl>
  );
}

function Item({ name, isWide, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? 'max-md:hidden' : ''}>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="whitespace-nowrap text-strong">{children}</dd>
    </div>
  );
}
