// SPDX-License-Identifier: MIT
import type { UseQueryResult } from '@tanstack/react-query';
import { Suspense, useMemo } from 'react';
import type { OptionPrice } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { capital, fixed, percent } from '@/format/number';
import { parameterText } from '@/pages/montecarlo/labShape';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { Figure } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Empty, Loading, Shown } from '@/ui/states';
import { perDay, perPoint } from './optionForm';
import { decimalsOf, valueChart } from './optionShape';
import { UnderlyingText } from './UnderlyingText';

interface Props {
  /** null: nothing can be asked yet. */
  query: UseQueryResult<OptionPrice> | null;
  isAwaited: boolean;
}

export function PricePanel({ query, isAwaited }: Props) {
  const view = query?.data;
  return (
    <Panel
      title="Price and Greeks"
      note={view && `${capital(view.exercise)} ${view.type}, strike ${strikeText(view)}`}
      flush
    >
      {query ? (
        <Shown query={query} lines={8}>
          {(answer) => <Priced view={answer} />}
        </Shown>
      ) : isAwaited ? (
        <Loading lines={8} />
      ) : (
        <Empty title="Nothing is priced yet." hint="It takes a strike and a volatility or a price." />
      )}
    </Panel>
  );
}

const strikeText = ({ strike }: OptionPrice) => fixed(strike, decimalsOf(strike));

function Priced({ view }: { view: OptionPrice }) {
  const { x, lines } = useMemo(() => valueChart(view.curve), [view.curve]);
  const money = (value: number | null) => fixed(value, decimalsOf(view.underlying.spot));
  return (
    <>
      <p className="px-3 pt-2 text-xs text-muted">
        <UnderlyingText underlying={view.underlying} />, forward {money(view.forward)}. Volatility{' '}
        {percent(view.volatility)}
        {view.is_implied ? ', implied by the price.' : '.'}
      </p>
      <Prices view={view} money={money} />
      <div className="flex h-64 flex-col border-t">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label="Value of the option now and at expiry, over the price of the underlying"
            x={x}
            lines={lines}
            show={money}
            showX={(spot) => `at ${money(spot)}`}
          />
        </Suspense>
      </div>
      <p className="px-3 py-1.5 text-xs text-muted">
        Over the price of the underlying; the dashed line is what it pays at expiry.
        {view.exercise === 'american' && ' The Greeks are those of the European option.'}
      </p>
      {view.notes.map((note) => (
        <p key={note} className="border-t px-3 py-1.5 text-xs text-muted">
          {sentenceOfWhy(note)}
        </p>
      ))}
    </>
  );
}

interface PricesProps {
  view: OptionPrice;
  money: (value: number | null) => string;
}

function Prices({ view, money }: PricesProps) {
  const { greeks } = view;
  const isAmerican = view.exercise === 'american';
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 px-3 py-2 sm:grid-cols-3 lg:grid-cols-6">
      <Figure name="Price" hint={isAmerican ? 'lattice, 500 steps' : 'Black-Scholes-Merton'}>
        {money(view.price)}
      </Figure>
      {isAmerican && (
        <>
          <Figure name="Approximation" hint="Bjerksund-Stensland 2002">
            {money(view.american)}
          </Figure>
          <Figure name="European" hint="Black-Scholes-Merton">
            {money(view.european)}
          </Figure>
        </>
      )}
      <Figure name="Delta" hint="of the underlying">
        {fixed(greeks.delta, 4)}
      </Figure>
      <Figure name="Gamma" hint="delta, for 1.00 of price">
        {parameterText(greeks.gamma)}
      </Figure>
      <Figure name="Vega" hint="a point of volatility">
        {parameterText(perPoint(greeks.vega))}
      </Figure>
      <Figure name="Theta" hint="a day">
        {parameterText(perDay(greeks.theta))}
      </Figure>
      <Figure name="Rho" hint="a point of the rate">
        {parameterText(perPoint(greeks.rho))}
      </Figure>
    </dl>
  );
}
