// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import type { RiskUse } from '@/api/types';
import { useRiskUses } from '@/pages/risk/riskUses';
import { byShare, nameOfLimit, showUse } from '@/pages/risk/uses';
import { Meter } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';

const SHOWN = 6;

/** The limits that are nearest. */
export function RiskPanel({ className = '' }: { className?: string }) {
  const uses = useRiskUses();
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
      {!uses ? (
        <Loading lines={8} />
      ) : uses.length === 0 ? (
        <Empty title="No limit is in use yet." />
      ) : (
        <div className="live min-h-0 space-y-3 overflow-y-auto">
          {byShare(uses).slice(0, SHOWN).map(meterOf)}
        </div>
      )}
    </Panel>
  );
}

function meterOf({ name, scope, used, limit, unit }: RiskUse) {
  return (
    <Meter
      key={`${name}|${scope}`}
      label={scope ? `${nameOfLimit(name)}, ${scope}` : nameOfLimit(name)}
      used={used}
      limit={limit}
      show={(value) => showUse(unit, value)}
    />
  );
}
