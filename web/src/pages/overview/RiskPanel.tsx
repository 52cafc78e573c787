// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useRiskSummary } from '@/api/queries';
import { byShare } from '@/pages/risk/uses';
import { UseMeter } from '@/pages/risk/UseMeter';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';

const SHOWN = 6;

/** The limits that are nearest. */
export function RiskPanel({ className = '' }: { className?: string }) {
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
      <Shown query={useRiskSummary()} lines={8}>
        {({ uses }) =>
          uses.length === 0 ? (
            <Empty title="No limit is set that the account could use up." />
          ) : (
            <div className="live min-h-0 space-y-3 overflow-y-auto">
              {byShare(uses)
                .slice(0, SHOWN)
                .map((use) => (
                  <UseMeter key={`${use.name}|${use.scope}`} use={use} />
                ))}
            </div>
          )
        }
      </Shown>
    </Panel>
  );
}
