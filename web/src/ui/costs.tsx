// SPDX-License-Identifier: MIT
// Parts of what an order cost: the prices that it met, and the lines that add up.
import type { Decimal } from '@/api/types';
import { money } from '@/format/decimal';
import { AveragePrice } from './amounts';

interface PriceFactProps {
  pair: string;
  name: string;
  value: Decimal | null;
}

export function PriceFact({ pair, name, value }: PriceFactProps) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-muted">{name}</dt>
      <dd className="text-strong">
        <AveragePrice pair={pair} value={value} />
      </dd>
    </div>
  );
}

interface CostLineProps {
  name: string;
  value: Decimal | null;
  isTotal?: boolean;
}

export function CostLine({ name, value, isTotal }: CostLineProps) {
  return (
    <div className={`flex justify-between gap-4 px-3 py-1 ${isTotal ? 'font-semibold' : ''}`}>
      <dt className={isTotal ? 'text-strong' : 'text-muted'}>{name}</dt>
      <dd className="text-strong" {...(value !== null && { title: value })}>
        {value === null ? '–' : money(value)}
      </dd>
    </div>
  );
}
