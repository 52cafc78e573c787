// SPDX-License-Identifier: MIT
import { type FormEvent, Suspense, useId, useMemo, useState } from 'react';
import { useOptionSmile } from '@/api/queries';
import type { OptionSmile, OptionSmileBody, OptionSvi } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { counted, fixed, percent } from '@/format/number';
import { parameterText } from '@/pages/montecarlo/labShape';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { SelectField } from '@/ui/fields';
import { Figure } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Empty, Loading, Shown } from '@/ui/states';
import type { marketOf } from './optionForm';
import { arbitrageRanges, decimalsOf, smileChart } from './optionShape';
import { bodyOf, KINDS, parseQuotes, type QuoteKind, type Quotes } from './quotes';
import { UnderlyingText } from './UnderlyingText';

interface Props {
  /** Of the form; null: it has no underlying yet. */
  market: ReturnType<typeof marketOf> | null;
}

export function SmilePanel({ market }: Props) {
  const [asked, setAsked] = useState<OptionSmileBody | null>(null);
  const query = useOptionSmile(asked);
  return (
    <Panel title="Smile" note="SVI fitted to the quotes of one expiry that you paste" flush>
      <div className="grid lg:grid-cols-3">
        <PasteForm
          isReady={market !== null}
          onQuotes={(quotes, kind) => market && setAsked({ ...market, ...bodyOf(quotes, kind) })}
        />
        <div className="flex min-w-0 flex-col max-lg:border-t lg:col-span-2 lg:border-l">
          {asked ? (
            <Shown query={query} lines={8}>
              {(view) => <Fitted view={view} />}
            </Shown>
          ) : (
            <Empty
              title="No smile yet."
              hint="Price of the underlying, days and rate are those of the form above."
            />
          )}
        </div>
      </div>
    </Panel>
  );
}

interface PasteProps {
  isReady: boolean;
  onQuotes: (quotes: Quotes, kind: QuoteKind) => void;
}

function PasteForm({ isReady, onQuotes }: PasteProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<QuoteKind>('percent');
  const [mistake, setMistake] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const pasted = parseQuotes(text, kind);
    setMistake(pasted.mistake ?? (isReady ? '' : 'State what the option is on first.'));
    if (pasted.quotes && isReady) onQuotes(pasted.quotes, kind);
  };
  return (
    <form className="space-y-3 p-3" noValidate onSubmit={submit}>
      <div>
        <label htmlFor={id} className="mb-1 block text-xs text-muted">
          Strike and value, a line each
        </label>
        <textarea
          id={id}
          spellCheck={false}
          rows={8}
          className="block w-full resize-y rounded border border-control bg-page p-2 font-mono text-xs text-strong"
          value={text}
          aria-invalid={mistake ? true : undefined}
          aria-describedby={mistake ? `${id}-error` : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {mistake && (
          <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-red">
            {mistake}
          </p>
        )}
      </div>
      <SelectField
        label="The value is"
        options={KINDS}
        value={kind}
        onChange={(event) => setKind(event.target.value as QuoteKind)}
      />
      <Button type="submit" className="w-full">
        Fit the smile
      </Button>
    </form>
  );
}

function Fitted({ view }: { view: OptionSmile }) {
  const { x, lines } = useMemo(() => smileChart(view), [view]);
  const strike = (value: number) => fixed(value, decimalsOf(value));
  return (
    <>
      <p className="px-3 pt-2 text-xs text-muted">
        <UnderlyingText underlying={view.underlying} />, forward {strike(view.forward)}.
      </p>
      <div className="flex h-64 flex-col">
        <Suspense fallback={<Loading />}>
          <LazyLineChart
            label="Implied volatility over the strike: quotes as points, the fit as a line"
            x={x}
            lines={lines}
            show={(value) => percent(value, 1)}
            showX={(value) => `strike ${strike(value)}`}
          />
        </Suspense>
      </div>
      {view.fit ? (
        <Fit fit={view.fit} view={view} strike={strike} />
      ) : (
        <Empty title="No fit." {...(view.why && { hint: sentenceOfWhy(view.why) })} />
      )}
      <LeftOut view={view} strike={strike} />
    </>
  );
}

interface FitProps {
  fit: OptionSvi;
  view: OptionSmile;
  strike: (value: number) => string;
}

function Fit({ fit, view, strike }: FitProps) {
  const parts = [
    ['a', 'level', fit.a],
    ['b', 'slope of the wings', fit.b],
    ['rho', 'tilt', fit.rho],
    ['m', 'centre, log-moneyness', fit.m],
    ['sigma', 'roundness', fit.sigma],
  ] as const;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-t px-3 py-2 sm:grid-cols-4">
        {parts.map(([name, what, value]) => (
          <Figure key={name} name={name} hint={what}>
            {parameterText(value)}
          </Figure>
        ))}
        <Figure name="At the forward" hint="volatility">
          {percent(fit.at_the_money)}
        </Figure>
        <Figure name="Error" hint="root mean square, volatility">
          {percent(fit.rms_error, 3)}
        </Figure>
      </dl>
      <div className="flex flex-wrap items-center gap-2 border-t px-3 py-2 text-xs text-muted">
        <Badge
          tone={fit.is_free_of_arbitrage ? 'good' : 'bad'}
          icon={fit.is_free_of_arbitrage ? 'check' : 'warning'}
        >
          {fit.is_free_of_arbitrage ? 'Free of butterfly arbitrage' : 'Not free of arbitrage'}
        </Badge>
        {!fit.is_free_of_arbitrage && <p>{whereText(fit, view, strike)}</p>}
      </div>
    </>
  );
}

/** Where a butterfly would be free money: between strikes that are drawn, or beyond them. */
function whereText({ worst_density }: OptionSvi, view: OptionSmile, strike: FitProps['strike']) {
  const ranges = arbitrageRanges(view.curve);
  const worst = `its density falls to ${fixed(worst_density, 4)}`;
  if (ranges.length === 0) return `Beyond the strikes that are drawn ${worst}.`;
  const where = ranges.map(([from, to]) => `${strike(from)} to ${strike(to)}`).join(', ');
  return `A butterfly costs less than nothing at strikes ${where}; ${worst}.`;
}

function LeftOut({ view, strike }: Pick<FitProps, 'view' | 'strike'>) {
  const out = view.quotes.filter(({ why }) => why !== null);
  if (out.length === 0) return null;
  return (
    <div className="border-t px-3 py-2 text-xs text-muted">
      <p>{counted(out.length, 'quote')} left out of the fit:</p>
      <ul className="list-inside list-disc">
        {out.map(({ strike: at, why }) => (
          <li key={at}>
            Strike {strike(at)}: {why}
          </li>
        ))}
      </ul>
    </div>
  );
}
