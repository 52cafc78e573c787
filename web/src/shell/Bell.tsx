// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { Hint } from '@/ui/Hint';
import { Icon } from '@/ui/icons';
import { shortCount, useAlertingNow } from './alerting';

/** How much nobody has acknowledged; without anything it is only the way to the page. */
export function Bell() {
  const alerting = useAlertingNow();
  if (!alerting) return null;
  const { unacknowledged: count, is_critical: isCritical } = alerting;
  const text =
    count === 0
      ? 'All alerts are acknowledged'
      : `${count} not acknowledged${isCritical ? ', some of them critical' : ''}`;
  return (
    <Hint text={text}>
      <Link
        to="/alerts"
        aria-label={`Alerts: ${text}`}
        className={`tap inline-flex h-8 items-center gap-1 rounded px-2 hover:bg-raised ${
          isCritical ? 'text-red' : count > 0 ? 'text-yellow' : 'text-muted'
        }`}
      >
        <Icon name="alerts" />
        {count > 0 && <span className="text-xs font-semibold">{shortCount(count)}</span>}
      </Link>
    </Hint>
  );
}
