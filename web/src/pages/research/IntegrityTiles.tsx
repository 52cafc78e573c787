// SPDX-License-Identifier: MIT
import type { IntegrityBadge } from '@/api/types';
import { capital } from '@/format/number';
import { Verdict } from './verdict';

/** The four questions to a strategy: a check that was not made is told as loudly as a failed one. */
export function IntegrityTiles({ badge }: { badge: IntegrityBadge }) {
  return (
    <section aria-label="Integrity badge" className="space-y-2">
      <p className="text-xs text-muted">{capital(badge.verdict)}</p>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(12rem,1fr))] gap-2">
        {badge.rows.map((row) => (
          <li key={row.check} className="rounded border bg-page p-2">
            <p className="flex flex-wrap items-center justify-between gap-1">
              <span className="font-medium text-strong">{capital(row.check)}</span>
              <Verdict verdict={row.state} />
            </p>
            <p className="mt-1 text-xs">{row.question}</p>
            <p className="mt-1 text-xs break-words text-muted">{row.sentence}</p>
            {row.made_at && (
              <p className="mt-1 text-2xs text-muted">
                {row.made_at}, {row.same_settings ? 'with these settings' : 'with other settings'}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
