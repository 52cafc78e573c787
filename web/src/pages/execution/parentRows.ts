// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useParents } from '@/api/queries';
import type { ParentView } from '@/api/types';
import { useRows } from '@/stream/stream';

export const isOver = ({ state }: ParentView) => state === 'ended';

/** Large orders at work and those that are over, newest first. */
export function useParentRows() {
  const live = useRows('parents');
  const list = useParents();
  const rows = mergeRows(live, list.data, ({ parent }) => parent);
  return {
    working: rows?.filter((row) => !isOver(row)),
    ended: rows?.filter(isOver),
    list,
  };
}
