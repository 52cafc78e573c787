// SPDX-License-Identifier: MIT
import type { GateView } from '@/api/types';
import { fixed, sentence } from '@/format/number';
import { Icon } from '@/ui/icons';

export function Gates({ gates }: { gates: GateView[] }) {
  return (
    <ul className="space-y-1">
      {gates.map(({ name, value, limit, passed }) => (
        <li key={name} className="flex items-center gap-2">
          <span className={passed ? 'text-green' : 'text-red'}>
            <Icon name={passed ? 'check' : 'close'} size={14} />
          </span>
          <span>{sentence(name)}</span>
          <span className="sr-only">{passed ? 'passes' : 'does not pass'}</span>
          <span className="ml-auto text-strong">{fixed(value, 4)}</span>
          <span className="w-24 text-right text-xs text-muted">against {fixed(limit, 4)}</span>
        </li>
      ))}
    </ul>
  );
}
