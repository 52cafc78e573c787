// SPDX-License-Identifier: MIT
import type { SizingView } from '@/api/types';
import { percent, sentence } from '@/format/number';

export function Sizing({ sizing }: { sizing: SizingView[] }) {
  const least = Math.min(...sizing.map(({ share }) => share));
  return (
    <dl className="space-y-1">
      {sizing.map(({ name, share }) => (
        <div key={name} className="flex justify-between gap-3">
          <dt className="text-muted">{sentence(name)}</dt>
          <dd className={share === least ? 'font-semibold text-strong' : ''}>
            {share === least && <span className="mr-2 text-xs text-blue">wins</span>}
            {percent(share)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
