// SPDX-License-Identifier: MIT
import type { RiskUse } from '@/api/types';
import { count, fixed, percent, sentence } from '@/format/number';

const NAMES: Record<string, string> = {
  var_daily: 'Value at risk, 1 day 95%',
  cvar_daily: 'Expected shortfall, 1 day 95%',
  daily_halt: 'Day drawdown, halt',
  daily_reducing: 'Day drawdown, reducing',
  daily_alert: 'Day drawdown, alert',
  weekly_halt: 'Week drawdown, halt',
  total_halt: 'Total drawdown, halt',
};

const COUNTS = [
  'open_orders',
  'open_orders_per_symbol',
  'orders_per_second',
  'orders_per_10s',
  'entries_per_hour',
  'entries_per_day',
  'losing_streak',
];
const SUMS = ['gross_value_max', 'order_value_max'];
/** Multiples and prices: shown as they are. */
const PLAIN = [
  'order_value_floor',
  'turnover_per_day',
  'cluster_correlation',
  'depeg_price',
  'stale_bars',
];

/** A limit's value in the unit that its name implies; all others are fractions of equity or price. */
export function showLimit(name: string, value: number): string {
  if (name.endsWith('_s')) return showUse('seconds', value);
  if (COUNTS.includes(name)) return showUse('count', value);
  if (SUMS.includes(name)) return showUse('money', value);
  return PLAIN.includes(name) ? value.toLocaleString('en-US') : showUse('fraction', value);
}

export function nameOfLimit(name: string): string {
  return NAMES[name] ?? sentence(name);
}

export function showUse(unit: RiskUse['unit'], value: number): string {
  switch (unit) {
    case 'fraction':
      return percent(value);
    case 'money':
      return fixed(value, 2);
    case 'count':
      return count(value);
    case 'seconds':
      return `${fixed(value, 0)} s`;
  }
}

function shareOf({ used, limit }: RiskUse): number {
  return limit ? used / limit : -1;
}

/** The fullest first: what stops trading next is on top. */
export function byShare(uses: RiskUse[]): RiskUse[] {
  return [...uses].sort((a, b) => shareOf(b) - shareOf(a));
}
