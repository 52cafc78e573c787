// SPDX-License-Identifier: MIT
import { percent } from '@/format/number';
import { Meter } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';
import { useRiskUses } from './riskUses';

const SHOWN: readonly (readonly [limit: string, label: string])[] = [
  ['daily_halt', 'Loss of the day'],
  ['weekly_halt', 'Drawdown, week'],
  ['total_halt', 'Drawdown, total'],
  ['var_daily', 'Value at risk'],
  ['cvar_daily', 'Expected shortfall'],
  ['gross_exposure', 'Gross exposure'],
];
const MOST = 5;

/** The few figures that stop trading as a whole. */
export function Drawdowns({ className = '' }: { className?: string }) {
  const uses = useRiskUses();
  const known = SHOWN.flatMap(([name, label]) => {
    const use = uses?.find((one) => one.name === name);
    return use ? [{ ...use, label }] : [];
  }).slice(0, MOST);
  return (
    <Panel title="Losses and exposure against their limits" note="of equity" className={className}>
      {!uses ? (
        <Loading />
      ) : known.length === 0 ? (
        <Empty title="Not enough history yet." />
      ) : (
        <div className="live flex flex-wrap gap-x-5 gap-y-3">
          {known.map(({ name, label, used, limit }) => (
            <div key={name} className="min-w-30 flex-1">
              <Meter label={label} used={used} limit={limit} show={percent} isStacked />
            </div>
          ))}
        </div>
      )}
    </Panel>
  );
}
