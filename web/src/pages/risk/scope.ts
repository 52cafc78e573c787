// SPDX-License-Identifier: MIT
import type { ScopeBody } from '@/api/types';

const OF_STRATEGY = 'strategy ';

/** "everything", "BTC/USDT" or "strategy ema_cross" as the fields of a request. */
export function scopeFields(scope: string): Pick<ScopeBody, 'pair' | 'strategy'> {
  if (scope === 'everything') return {};
  if (scope.startsWith(OF_STRATEGY)) return { strategy: scope.slice(OF_STRATEGY.length) };
  return { pair: scope };
}
