// SPDX-License-Identifier: MIT
import type { ParentView } from '@/api/types';
import { useStatus } from '@/shell/status';
import { ParentCard } from './ParentCard';

interface Props {
  rows: ParentView[];
  onOpen: (row: ParentView) => void;
}

/** The large orders that algorithms work now. */
export function AtWork({ rows, onOpen }: Props) {
  const { status } = useStatus();
  if (rows.length === 0) {
    return <p className="rounded border bg-panel px-3 py-2 text-muted">No algorithm is at work.</p>;
  }
  return (
    <section aria-label="At work" className="grid gap-2 md:grid-cols-2 xl:grid-cols-3">
      {rows.map((row) => (
        <ParentCard key={row.parent} row={row} now={status?.time} onOpen={() => onOpen(row)} />
      ))}
    </section>
  );
}
