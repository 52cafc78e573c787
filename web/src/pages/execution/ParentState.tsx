// SPDX-License-Identifier: MIT
import type { ParentView } from '@/api/types';
import { sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';

const TONES: Record<ParentView['state'], Tone> = {
  working: 'info',
  stopped: 'warn',
  ended: 'quiet',
};

export function ParentStateBadge({ state }: { state: ParentView['state'] }) {
  return <Badge tone={TONES[state] ?? 'quiet'}>{sentence(state)}</Badge>;
}
