// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import type { OrderRow } from '@/api/types';
import { exact } from '@/format/decimal';
import { counted } from '@/format/number';
import { OrderStateBadge } from '@/pages/orders/OrderState';
import { AveragePrice } from '@/ui/amounts';
import { Moment } from '@/ui/Moment';

/** The orders that were sent for a large one, each with a link to what became of it. */
export function ChildOrders({ orders, sent }: { orders: OrderRow[]; sent: number }) {
  if (sent === 0) return <p className="text-muted">None has been sent yet.</p>;
  const missing = sent - orders.length;
  return (
    <>
      <ul className="divide-y divide-line/50 rounded border">
        {orders.map((order) => (
          <ChildOrder key={order.order_id} order={order} />
        ))}
      </ul>
      {missing > 0 && (
        <p className="mt-1.5 text-xs text-muted">
          {counted(missing, 'older order')} not kept here any more.
        </p>
      )}
    </>
  );
}

function ChildOrder({ order }: { order: OrderRow }) {
  const { order_id: id, pair, filled, quantity, average_price: average } = order;
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-0.5 px-3 py-1.5">
      <Link to={`/orders?order=${id}`} className="text-blue underline">
        {id}
      </Link>
      <span className="min-w-0 truncate text-strong">
        {exact(filled)} of {exact(quantity)}
        {average !== null && (
          <>
            {' '}
            at <AveragePrice pair={pair} value={average} />
          </>
        )}
      </span>
      <OrderStateBadge state={order.state} />
      <span className="col-span-2 col-start-2 text-xs text-muted">
        <Moment time={order.created} />
        {order.limit_price === null ? ', at the market' : `, limit ${exact(order.limit_price)}`}
      </span>
    </li>
  );
}
