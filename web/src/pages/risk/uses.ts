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
