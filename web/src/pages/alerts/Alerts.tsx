// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useAlertingNow } from '@/shell/alerting';
import { Icon } from '@/ui/icons';
import { Segments } from '@/ui/Segments';
import { useUrlState } from '@/ui/useUrlState';
import { ChannelsPanel } from './ChannelsPanel';
import { FiringsPanel } from './FiringsPanel';
import { RulesPanel } from './RulesPanel';
import { SessionAlerts } from './SessionAlerts';

const PARTS = [
  ['fired', 'Fired'],
  ['session', 'Session'],
  ['rules', 'Rules'],
  ['channels', 'Channels'],
] as const;

type Part = (typeof PARTS)[number][0];

const PANELS: Record<Part, () => React.ReactNode> = {
  fired: FiringsPanel,
  session: SessionAlerts,
  rules: RulesPanel,
  channels: ChannelsPanel,
};

export default function Alerts() {
  const hasRules = useHas()('get /alert-rules');
  const isFiring = (useAlertingNow()?.firing ?? 0) > 0;
  const [part, setPart] = useUrlState<Part>('show', isFiring ? 'fired' : 'session');
  const Shown = hasRules ? (PANELS[part] ?? FiringsPanel) : SessionAlerts;
  return (
    <div className="flex h-full flex-col gap-2 p-2">
      {hasRules && (
        <div>
          <Segments label="Part of the page" value={part} options={PARTS} onChange={setPart} />
        </div>
      )}
      <Troubles />
      <Shown />
    </div>
  );
}

/** Files of the desk that it cannot use, and what that means. */
function Troubles() {
  const troubles = useAlertingNow()?.troubles ?? [];
  if (troubles.length === 0) return null;
  return (
    <ul role="alert" className="rounded border border-yellow/60 bg-yellow/10 px-3 py-2">
      {troubles.map((trouble) => (
        <li key={trouble} className="flex items-start gap-2 text-strong">
          <span className="mt-0.5 text-yellow">
            <Icon name="warning" />
          </span>
          <span className="min-w-0 break-words">{trouble}</span>
        </li>
      ))}
    </ul>
  );
}
