// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useRiskSummary } from '@/api/queries';
import { byShare, nameOfLimit, showUse } from '@/pages/risk/uses';
import { Meter } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';

const SHOWN = 6;

/** The limits that are nearest. */
export function RiskPanel({ className = '' }: { className?: string }) {
  const query = useRiskSummary();
  return (
    <Panel
      title="Risk head-room"
      note="fullest first"
      className={className}
      actions={
        <Link to="/risk" className="text-xs text-blue hover:underline">
          All limits
        </Link>
      }
    >
      <Shown query={query} lines={8}>
        {({ uses }) =>
          uses.length === 0 ? (
            <Empty title="No limit is in use yet." />
          ) : (
            <div className="live min-h-0 space-y-3 overflow-y-auto">
              {byShare(uses)
                .slice(0, SHOWN)
                .map(({ name, scope, used, limit, unit }) => (
                  <Meter
                    key={`${name}|${scope}`}
                    label={scope ? `${nameOfLimit(name)}, ${scope}` : nameOfLimit(name)}
                    used={used}
                    limit={limit}
                    show={(value) => showUse(unit, value)}
                  />
                ))}
            </div>
          )
        }
      </Shown>
    </Panel>
  );
}
