// SPDX-License-Identifier: MIT
import type { AlertRow } from '@/api/types';
import { sentence } from '@/format/number';
import { Badge } from '@/ui/Badge';

const LOOKS = {
  note: { tone: 'quiet', icon: 'note' },
  warning: { tone: 'warn', icon: 'warning' },
  critical: { tone: 'bad', icon: 'stop' },
} as const;

export function Severity({ severity }: { severity: AlertRow['severity'] }) {
  const { tone, icon } = LOOKS[severity] ?? LOOKS.warning;
  return (
    <Badge tone={tone} icon={icon}>
      {sentence(severity)}
    </Badge>
  );
}
