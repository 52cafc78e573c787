// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useAlerts, useFirings } from '@/api/queries';
import { useRows } from '@/stream/stream';

export function useAlertRows(severity: string) {
  const live = useRows('alerts');
  const list = useAlerts({ severity });
  const rows = mergeRows(live, list.data, ({ alert }) => alert)?.filter(
    (row) => !severity || row.severity === severity,
  );
  return { rows, list };
}

export function useFiringRows() {
  const live = useRows('firings');
  const list = useFirings();
  return { rows: mergeRows(live, list.data, ({ firing }) => firing), list };
}
