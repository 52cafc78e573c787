// SPDX-License-Identifier: MIT
import { useRiskSummary } from '@/api/queries';
import type { RiskUse } from '@/api/types';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { UseMeter } from './UseMeter';
import { fullest } from './uses';

const SHOWN: readonly (readonly [limit: string, label: string])[] = [
  ['daily_halt', 'Loss of the day'],
  ['weekly_halt', 'Drawdown, week'],
  ['total_halt', 'Drawdown, total'],
  ['var_daily', 'Value at risk'],
  ['cvar_daily', 'Expected shortfall'],
  ['gross_exposure', 'Gross exposure'],
  ['position_share', 'Largest position'],
  ['turnover_per_day', 'Turnover of the day'],
];

/** The few figures that stop trading as a whole. */
export function Drawdowns({ className = '' }: { className?: string }) {
  return (
    <Panel title="Losses and exposure against their limits" note="of equity" className={className}>
      <Shown query={useRiskSummary()}>{({ uses }) => <Gauges uses={uses} />}</Shown>
    </Panel>
  );
}

function Gauges({ uses }: { uses: RiskUse[] }) {
  const known = SHOWN.flatMap(([name, label]) => {
    const use = fullest(uses, name);
    return use ? [{ use, label: use.scope ? `${label}, ${use.scope}` : label }] : [];
  });
  if (known.length === 0) {
    return <Empty title="No such limit is set." hint="Limits are changed in the table below." />;
  }
  return (
    <div className="live grid grid-cols-2 gap-x-5 gap-y-3 sm:grid-cols-4">
      {known.map(({ use, label }) => (
        <UseMeter key={use.name} use={use} label={label} isStacked />
      ))}
    </div>
  );
}
