// SPDX-License-Identifier: MIT
import type { Decimal, OrderRow } from '@/api/types';
import { compare } from '@/format/decimal';
import { fixed } from '@/format/number';
import { Slippage } from '@/pages/execution/Slippage';
import { CostLine, PriceFact } from '@/ui/costs';
import { isOpen } from './OrderState';

/** What an order cost against the price that was known when it was made. */
export function OrderCosts({ order }: { order: OrderRow }) {
  return (
    <section>
      <h3 className="mb-2 text-xs font-semibold text-strong">What it cost against arrival</h3>
      {order.arrival_price === null ? (
        <p className="text-muted">No price was known when it was made.</p>
      ) : (
        <Known order={order} />
      )}
    </section>
  );
}

function Known({ order }: { order: OrderRow }) {
  const { pair } = order;
  const lines: [string, Decimal | null][] = [
    ['Slippage of what filled', order.slippage],
    ['Fees', order.fees],
    ['Opportunity: what was not traded', order.opportunity],
  ];
  return (
    <>
      <dl className="mb-3 grid grid-cols-3 gap-x-4 gap-y-1">
        <PriceFact pair={pair} name="Arrival" value={order.arrival_price} />
        <PriceFact pair={pair} name="Average" value={order.average_price} />
        {!isOpen(order) && compare(order.filled, order.quantity) < 0 && (
          <PriceFact pair={pair} name="When it ended" value={order.end_price} />
        )}
      </dl>
      <dl className="divide-y divide-line/50 rounded border">
        {lines.map(([name, value]) => (
          <CostLine key={name} name={name} value={value} />
        ))}
        <CostLine name="Shortfall" value={order.shortfall} isTotal />
      </dl>
      <p className="mt-1.5 text-xs text-muted">
        <Note order={order} /> In {order.cost_currency}; a minus is a gain.
      </p>
    </>
  );
}

function Note({ order }: { order: OrderRow }) {
  const { slippage_bps, shortfall_bps } = order;
  if (slippage_bps === null && shortfall_bps === null) {
    return isOpen(order) ? 'Nothing of it has traded yet.' : 'It was not to trade, and did not.';
  }
  return (
    <>
      {slippage_bps !== null && (
        <>
          Against arrival <Slippage bps={slippage_bps} />.{' '}
        </>
      )}
      {shortfall_bps !== null
        ? `The shortfall is ${fixed(shortfall_bps, 1)} bps of its value at arrival.`
        : isOpen(order)
          ? 'The shortfall is told once it is over.'
          : 'No price was known when it ended, so the shortfall is not.'}
    </>
  );
}
