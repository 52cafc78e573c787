// SPDX-License-Identifier: MIT
import type { UseQueryResult } from '@tanstack/react-query';
import type { OptionChain, OptionChainRow, OptionSide } from '@/api/types';
import { counted, fixed, percent } from '@/format/number';
import { parameterText } from '@/pages/montecarlo/labShape';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { Badge } from '@/ui/Badge';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Empty, Shown } from '@/ui/states';
import { perDay, perPoint } from './optionForm';
import { decimalsOf } from './optionShape';
import { UnderlyingText } from './UnderlyingText';

interface Props {
  /** null: there is no volatility to ask with. */
  query: UseQueryResult<OptionChain> | null;
  onStrike: (strike: number) => void;
}

export function ChainPanel({ query, onStrike }: Props) {
  return (
    <Panel title="Model chain" note="European, by Black-Scholes-Merton; no quotes" flush>
      {query ? (
        <Shown query={query} lines={10}>
          {(view) => <Chain view={view} onStrike={onStrike} />}
        </Shown>
      ) : (
        <Empty title="No chain yet." hint="State a volatility, or choose a pair whose bars have one." />
      )}
    </Panel>
  );
}

interface ChainProps {
  view: OptionChain;
  onStrike: (strike: number) => void;
}

function Chain({ view, onStrike }: ChainProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-1.5 text-xs text-muted">
        <p>
          <UnderlyingText underlying={view.underlying} />
        </p>
        <p>
          <VolatilityText view={view} />
        </p>
        {view.realised?.series.is_synthetic && <Badge tone="warn">Synthetic</Badge>}
      </div>
      {view.why ? (
        <Empty title="No chain." hint={`${sentenceOfWhy(view.why)} A volatility can be stated.`} />
      ) : (
        <ChainTable rows={view.rows} onStrike={onStrike} />
      )}
    </>
  );
}

function VolatilityText({ view: { volatility, realised } }: { view: OptionChain }) {
  if (volatility === null) return <>No volatility is known.</>;
  const isOfBars = realised !== null && realised.volatility === volatility;
  return (
    <>
      Volatility {percent(volatility)} at every strike,{' '}
      {isOfBars
        ? `realised by ${counted(realised.series.returns, 'return')} of ${realised.series.name}.`
        : 'as stated.'}
    </>
  );
}

const GREEKS: [name: string, text: (side: OptionSide) => string][] = [
  ['rho', ({ greeks }) => parameterText(perPoint(greeks.rho))],
  ['theta', ({ greeks }) => parameterText(perDay(greeks.theta))],
  ['vega', ({ greeks }) => parameterText(perPoint(greeks.vega))],
  ['gamma', ({ greeks }) => parameterText(greeks.gamma)],
];

interface TableProps {
  rows: OptionChainRow[];
  onStrike: (strike: number) => void;
}

/** Calls on the left, strikes in the middle, puts on the right; on a phone without most Greeks. */
function ChainTable({ rows, onStrike }: TableProps) {
  const names = GREEKS.map(([name]) => name);
  return (
    <>
      <Scroll label="Model chain">
        <table aria-label="Model chain" className="w-full border-collapse text-right">
          <thead className="text-2xs text-muted">
            <tr className="border-b">
              {[...names, 'delta', 'price'].map((name) => (
                <Head key={`call ${name}`} name={`Call ${name}`} isWide={names.includes(name)} />
              ))}
              <Head name="Strike" isMiddle />
              {['price', 'delta', ...names.toReversed()].map((name) => (
                <Head key={`put ${name}`} name={`Put ${name}`} isWide={names.includes(name)} />
              ))}
            </tr>
          </thead>
          <tbody className="live">
            {rows.map((row) => (
              <ChainLine key={row.strike} row={row} onStrike={onStrike} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="border-t px-3 py-1.5 text-xs text-muted">
        Vega is for a point of volatility, theta a day, rho a point of the rate. A strike that is
        pressed is priced above.
      </p>
    </>
  );
}

interface HeadProps {
  name: string;
  isWide?: boolean;
  isMiddle?: boolean;
}

function Head({ name, isWide, isMiddle }: HeadProps) {
  const place = isMiddle ? 'text-center' : 'text-right';
  return (
    <th
      scope="col"
      className={`px-2 py-1 font-normal ${place} ${isWide ? 'max-lg:hidden' : ''}`}
    >
      {name}
    </th>
  );
}

function ChainLine({ row, onStrike }: { row: OptionChainRow; onStrike: (strike: number) => void }) {
  const { strike, call, put, is_at_the_money } = row;
  const decimals = decimalsOf(strike);
  return (
    <tr
      className={`border-b border-line/50 last:border-0 ${is_at_the_money ? 'bg-raised text-strong' : ''}`}
    >
      {GREEKS.map(([name, text]) => (
        <Cell key={name} text={text(call)} isWide />
      ))}
      <Cell text={fixed(call.greeks.delta, 3)} />
      <Cell text={fixed(call.price, decimals)} />
      <th scope="row" className="px-2 py-0.5 text-center font-medium whitespace-nowrap">
        <button
          type="button"
          className="tap rounded px-1 text-strong underline decoration-dotted underline-offset-2"
          onClick={() => onStrike(strike)}
        >
          {fixed(strike, decimals)}
        </button>
        {is_at_the_money && <span className="ml-1 text-2xs">at the money</span>}
      </th>
      <Cell text={fixed(put.price, decimals)} />
      <Cell text={fixed(put.greeks.delta, 3)} />
      {GREEKS.toReversed().map(([name, text]) => (
        <Cell key={name} text={text(put)} isWide />
      ))}
    </tr>
  );
}

function Cell({ text, isWide }: { text: string; isWide?: boolean }) {
  return (
    <td className={`px-2 py-0.5 whitespace-nowrap ${isWide ? 'max-lg:hidden' : ''}`}>{text}</td>
  );
}
