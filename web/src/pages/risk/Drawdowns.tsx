// SPDX-License-Identifier: MIT
import { useLimits, useRiskSummary } from '@/api/queries';
import type { LimitsView, RiskSummary } from '@/api/types';
import { percent } from '@/format/number';
import { Meter } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';

/** The few figures that stop trading as a whole. */
export function Drawdowns({ className = '' }: { className?: string }) {
  const summary = useRiskSummary();
  const { data: limits } = useLimits();
  return (
    <Panel title="Losses and tails against their limits" note="of equity; tails of one day at 95%" className={className}>
      <Shown query={summary}>{(data) => <Meters summary={data} limits={limits} />}</Shown>
    </Panel>
  );
}

function Meters({ summary, limits }: { summary: RiskSummary; limits: LimitsView | undefined }) {
  const limitOf = (name: string) => limits?.limits.find((limit) => limit.name === name)?.value ?? null;
  const meters = [
    ['Drawdown, day', summary.drawdown_day, 'daily_halt'],
    ['Drawdown, week', summary.drawdown_week, 'weekly_halt'],
    ['Drawdown, total', summary.drawdown_total, 'total_halt'],
    ['Value at risk', summary.value_at_risk, 'var_daily'],
    ['Expected shortfall', summary.expected_shortfall, 'cvar_daily'],
  ] as const;
  const known = meters.filter(([, used]) => used !== null);
  if (known.length === 0) return <Empty title="Not enough history yet." />;
  return (
    <div className="live grid gap-x-5 gap-y-3 sm:grid-cols-2 xl:grid-cols-5">
      {known.map(([label, used, name]) => (
        <Meter key={name} label={label} used={used ?? 0} limit={limitOf(name)} show={percent} />
      ))}
    </div>
  );
}
