// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useAlerts } from '@/api/queries';
import { useRows } from '@/stream/stream';

export function useAlertRows(severity: string) {
  const live = useRows('alerts');
  const list = useAlerts({ severity });
  const rows = mergeRows(live, list.data, ({ alert }) => alert)?.filter(
    (row) => !severity || row.severity === severity,
  );
  return { rows, list };
}
