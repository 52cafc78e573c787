// SPDX-License-Identifier: MIT
import { sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';

const TONES: Record<string, Tone> = {
  enter: 'good',
  increase: 'good',
  reduce: 'warn',
  exit: 'bad',
  hold: 'quiet',
};

export const OUTCOMES = ['enter', 'increase', 'hold', 'reduce', 'exit'] as const;

export function Outcome({ outcome }: { outcome: string }) {
  return <Badge tone={TONES[outcome] ?? 'quiet'}>{sentence(outcome)}</Badge>;
}
