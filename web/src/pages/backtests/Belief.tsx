// SPDX-License-Identifier: MIT
import { sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';
import type { IconName } from '@/ui/icons';

interface Look {
  tone: Tone;
  icon: IconName;
}

const DOUBT: Look = { tone: 'bad', icon: 'close' };
const LOOKS: Record<string, Look> = {
  sound: { tone: 'good', icon: 'check' },
  caution: { tone: 'warn', icon: 'warning' },
};

/** The verdict on whether the run can be believed. */
export function Belief({ belief }: { belief: string }) {
  if (!belief) return <span className="text-muted">not judged</span>;
  const { tone, icon } = LOOKS[belief] ?? DOUBT;
  return (
    <Badge tone={tone} icon={icon}>
      {sentence(belief)}
    </Badge>
  );
}
