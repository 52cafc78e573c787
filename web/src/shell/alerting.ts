// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useAlerting } from '@/api/queries';
import type { AlertingView } from '@/api/types';
import { useObject } from '@/stream/stream';

/** What nobody has acknowledged; undefined until the server has said, or where it cannot. */
export function useAlertingNow(): AlertingView | undefined {
  const isThere = useHas()('get /alerts/summary');
  const live = useObject(isThere ? 'alerting' : null);
  const { data } = useAlerting(isThere);
  return live ?? data;
}

/** A count that fits beside a bell. */
export function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}
