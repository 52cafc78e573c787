// SPDX-License-Identifier: MIT
import { sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';
import type { IconName } from '@/ui/icons';

const LOOKS: Record<string, { tone: Tone; icon: IconName }> = {
  pass: { tone: 'good', icon: 'check' },
  weak: { tone: 'warn', icon: 'warning' },
  fail: { tone: 'bad', icon: 'close' },
};
const UNKNOWN = { tone: 'quiet', icon: 'note' } as const;

/** "Pass", "Weak", "Fail", or that it was not checked or judged. */
export function Verdict({ verdict }: { verdict: string }) {
  const { tone, icon } = LOOKS[verdict] ?? UNKNOWN;
  return (
    <Badge tone={tone} icon={icon}>
      {sentence(verdict)}
    </Badge>
  );
}
