// SPDX-License-Identifier: MIT
import type { OrderRow } from '@/api/types';
import { ratio } from '@/format/decimal';
import { words } from '@/format/number';
import { Price } from '@/ui/amounts';

export function OrderPrice({ order: { pair, limit_price, stop_price } }: { order: OrderRow }) {
  const price = limit_price ?? stop_price;
  return price === null ? 'market' : <Price pair={pair} value={price} />;
}

export function typeOf({ type, time_in_force }: OrderRow): string {
  return `${words(type)} ${time_in_force}`;
}

/** How much of the order is done, as a bar with the share in words. */
export function Filled({ order }: { order: OrderRow }) {
  const share = ratio(order.filled, order.quantity) ?? 0;
  return (
    <span className="flex items-center justify-end gap-2">
      <span className="h-1 w-10 overflow-hidden rounded-full bg-raised">
        <span className="block h-full bg-blue" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="w-9 text-right">{Math.floor(share * 100)}%</span>
    </span>
  );
}
