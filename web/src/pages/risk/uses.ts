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
  if (name.endsWith('_s')) return `${fixed(value, 0)} s`;
  if (COUNTS.includes(name)) return count(value);
  if (SUMS.includes(name)) return fixed(value, 2);
  return PLAIN.includes(name) ? value.toLocaleString('en-US') : percent(value);
}

export function nameOfLimit(name: string): string {
  return NAMES[name] ?? sentence(name);
}

/** "Gross exposure", "Position share, BTC/USDT" */
export function labelOf({ name, scope }: RiskUse): string {
  return scope ? `${nameOfLimit(name)}, ${scope}` : nameOfLimit(name);
}

interface Figures {
  used: number;
  limit: number;
  show: (value: number) => string;
}

/** What a meter shows: fractions where the limit is one, else money or a count. A gain is no use. */
export function figuresOf({ unit, used, limit, of }: RiskUse): Figures {
  const whole = unit === 'money' && of !== null ? Number(of) : 1;
  const show =
    unit === 'count' ? count : of !== null ? percent : (value: number) => fixed(value, 2);
  return {
    used: Math.max(0, Number(used ?? 0) / whole),
    limit: Number(limit) / whole,
    show: (value) => show(value),
  };
}

/** The fullest first: what stops trading next is on top. Without those that no sum is held to. */
export function byShare(uses: RiskUse[]): RiskUse[] {
  return uses
    .filter(({ share }) => share !== null)
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

/** The fullest of this name: of many pairs or strategies the one that is stopped next. */
export function fullest(uses: RiskUse[], name: string): RiskUse | undefined {
  const those = uses.filter((use) => use.name === name);
  return byShare(those)[0] ?? those[0];
}
