// SPDX-License-Identifier: MIT
import type { Decimal, ParentView } from '@/api/types';
import { fixed } from '@/format/number';
import { CostLine, PriceFact } from '@/ui/costs';
import { slippageBps } from './progress';
import { Slippage } from './Slippage';

/** What a large order cost against the price of its decision: the parts add up to the total. */
export function Costs({ row }: { row: ParentView }) {
  const parts: [string, Decimal | null][] = [
    ['Delay: the market moved before the work began', row.delay],
    ['Timing: it moved while the orders waited', row.timing],
    ['Spread', row.spread],
    ['Impact', row.impact],
    ['Fees', row.fees],
    ['Opportunity: what was not traded', row.opportunity],
  ];
  return (
    <section>
      <h3 className="mb-2 text-xs font-semibold text-strong">What it cost</h3>
      <dl className="mb-3 grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-4">
        <PriceFact pair={row.pair} name="Decision" value={row.decision_price} />
        <PriceFact pair={row.pair} name="Arrival" value={row.arrival_price} />
        <PriceFact pair={row.pair} name="Average" value={row.average_price} />
        <PriceFact pair={row.pair} name="Market's average" value={row.interval_vwap} />
      </dl>
      <dl className="divide-y divide-line/50 rounded border">
        {parts.map(([name, value]) => (
          <CostLine key={name} name={name} value={value} />
        ))}
        <CostLine name="Total" value={row.total} isTotal />
      </dl>
      <p className="mt-1.5 text-xs text-muted">
        {fixed(row.total_bps, 1)} bps of its value at the decision; against arrival{' '}
        <Slippage bps={slippageBps(row.side, row.average_price, row.arrival_price)} />. Quote
        currency; a minus is a gain.
      </p>
    </section>
  );
}
