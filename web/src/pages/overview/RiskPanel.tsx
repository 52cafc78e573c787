// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useRiskSummary } from '@/api/queries';
import type { RiskUse } from '@/api/types';
import { byShare } from '@/pages/risk/uses';
import { UseMeter } from '@/pages/risk/UseMeter';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
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
        {({ uses }) => <Nearest uses={byShare(uses).slice(0, SHOWN)} />}
      </Shown>
    </Panel>
  );
}

function Nearest({ uses }: { uses: RiskUse[] }) {
  if (uses.length === 0) return <Empty title="No limit is set that the account could use up." />;
  return (
    <Scroll label="The fullest limits" className="live space-y-3">
      {uses.map((use) => (
        <UseMeter key={`${use.name}|${use.scope}`} use={use} />
      ))}
    </Scroll>
  );
}
