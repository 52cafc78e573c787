// SPDX-License-Identifier: MIT
// How much of each limit is used: as the server says, or, where it does not say, what follows from
// the account's own figures. Nothing is estimated.
import { useHas } from '@/api/capabilities';
import { useLimits, usePositions, useRiskSummary } from '@/api/queries';
import type { EquityRow, LimitView, PositionsView, RiskUse, StatusView } from '@/api/types';
import { ratio, sign, subtract, sum } from '@/format/decimal';
import { useEquityRows } from '@/pages/overview/equityRows';
import { useStatus } from '@/shell/status';

export interface Account {
  status: StatusView | undefined;
  equity: EquityRow | undefined;
  positions: PositionsView | undefined;
}

export function useRiskUses(): RiskUse[] | undefined {
  const isTold = useHas()('get /risk/summary');
  const summary = useRiskSummary(isTold);
  const { data: limits } = useLimits();
  const { data: positions } = usePositions();
  const { status } = useStatus();
  const equity = useEquityRows()?.at(-1);
  if (isTold) return summary.data?.uses;
  return limits && usesOf(limits.limits, { status, equity, positions });
}

export function usesOf(limits: LimitView[], account: Account): RiskUse[] {
  const limitOf = (name: string) => limits.find((limit) => limit.name === name)?.value ?? null;
  return [...ofStatus(account), ...ofEquity(account), ...ofPositions(account)].map((use) => ({
    ...use,
    limit: limitOf(use.name),
  }));
}

type Use = Omit<RiskUse, 'limit'>;

function ofStatus({ status }: Account): Use[] {
  if (!status) return [];
  const { equity, day_profit: profit, open_orders } = status;
  const loss = sign(profit) < 0 ? -(ratio(profit, subtract(equity, profit)) ?? 0) : 0;
  return [
    { name: 'daily_halt', scope: '', used: loss, unit: 'fraction' },
    { name: 'open_orders', scope: '', used: open_orders, unit: 'count' },
  ];
}

function ofEquity({ equity }: Account): Use[] {
  if (!equity) return [];
  const exposure = ratio(equity.exposure, equity.equity) ?? 0;
  const uses: Use[] = [{ name: 'gross_exposure', scope: '', used: exposure, unit: 'fraction' }];
  if (equity.drawdown !== null) {
    uses.push({ name: 'total_halt', scope: '', used: equity.drawdown, unit: 'fraction' });
  }
  return uses;
}

/** The largest share of one pair. */
function ofPositions({ positions }: Account): Use[] {
  if (!positions) return [];
  const pairs = [...new Set(positions.positions.map(({ pair }) => pair))];
  const shares = pairs.map((pair) => {
    const values = positions.positions.filter((row) => row.pair === pair).map(({ value }) => value);
    return { pair, share: ratio(sum(values), positions.equity) ?? 0 };
  });
  const [largest] = shares.sort((a, b) => b.share - a.share);
  if (!largest) return [];
  return [{ name: 'position_share', scope: largest.pair, used: largest.share, unit: 'fraction' }];
}
