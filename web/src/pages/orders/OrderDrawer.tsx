// SPDX-License-Identifier: MIT
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useOrder } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { OrderDetail, OrderRow } from '@/api/types';
import { exact, money, multiply } from '@/format/decimal';
import { sentence, words } from '@/format/number';
import { useRows } from '@/stream/stream';
import { AveragePrice } from '@/ui/amounts';
import { Dialog } from '@/ui/Dialog';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import { Shown } from '@/ui/states';
import { OrderActs } from './OrderActs';
import { OrderCosts } from './OrderCosts';
import { isOpen, OrderStateBadge } from './OrderState';
import { Timeline } from './Timeline';

export function OrderDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const query = useOrder(id);
  const live = useRows('orders')?.find(({ order_id }) => order_id === id);
  useReadAgain(id, live);
  return (
    <Dialog shape="drawer" title={`Order ${id}`} isOpen onClose={onClose}>
      <Shown query={query} lines={10}>
        {(detail) => <Detail detail={live ? { ...detail, order: live } : detail} />}
      </Shown>
    </Dialog>
  );
}

/** The stream tells the order's state; what led to it is read again when that changes. */
function useReadAgain(id: number, live: OrderRow | undefined): void {
  const queries = useQueryClient();
  const updated = live?.updated;
  useEffect(() => {
    if (updated) void queries.invalidateQueries({ queryKey: [`/orders/${id}`] });
  }, [queries, id, updated]);
}

function Detail({ detail }: { detail: OrderDetail }) {
  const { order, steps, fills } = detail;
  const may = useMay('trader');
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-lg font-semibold text-strong">
          <SideText side={order.side} /> {exact(order.quantity)} {order.pair}
        </span>
        <OrderStateBadge state={order.state} />
      </div>
      {may && isOpen(order) && <OrderActs order={order} />}
      <Facts order={order} />
      <section>
        <h3 className="mb-2 text-xs font-semibold text-strong">What happened to it</h3>
        <Timeline steps={steps} order={order} />
      </section>
      <OrderCosts order={order} />
      <section>
        <h3 className="mb-2 text-xs font-semibold text-strong">Fills</h3>
        <Fills fills={fills} />
      </section>
    </div>
  );
}

function Facts({ order }: { order: OrderRow }) {
  const facts: [string, ReactNode][] = [
    ['Type', `${words(order.type)}, ${order.time_in_force}`],
    ['Limit price', order.limit_price && exact(order.limit_price)],
    ['Stop price', order.stop_price && exact(order.stop_price)],
    ['Filled', `${exact(order.filled)} of ${exact(order.quantity)}`],
    [
      'Average price',
      order.average_price && (
        <AveragePrice key="average" pair={order.pair} value={order.average_price} />
      ),
    ],
    ['Value', order.average_price && money(multiply(order.average_price, order.filled))],
    ['Strategy', order.strategy],
    ['Venue', `${order.venue}, ${order.account}`],
    ['Reason', order.reason && sentence(order.reason)],
    ['Decision', order.decision && <DecisionLink id={order.decision} />],
    ['Created', <Moment key="created" time={order.created} full />],
    [
      'Our number',
      <code key="ours" className="break-all">
        {order.client_order_id}
      </code>,
    ],
    ["Venue's number", order.venue_order_id],
  ];
  return (
    <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 text-strong">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function DecisionLink({ id }: { id: number }) {
  return (
    <Link to={`/decisions?decision=${id}`} className="text-blue underline">
      {id}: why it was sent
    </Link>
  );
}

function Fills({ fills }: { fills: OrderDetail['fills'] }) {
  if (fills.length === 0) return <p className="text-muted">Nothing of it has traded.</p>;
  return (
    <ul className="divide-y divide-line/50 rounded border">
      {fills.map((fill) => (
        <li key={fill.trade_id} className="flex flex-wrap justify-between gap-x-4 px-3 py-1.5">
          <Moment time={fill.time} full />
          <span className="text-strong">
            {exact(fill.quantity)} at {exact(fill.price)}
          </span>
          <span className="text-muted">
            fee {exact(fill.fee)} {fill.fee_currency}, {fill.liquidity}
          </span>
        </li>
      ))}
    </ul>
  );
}
