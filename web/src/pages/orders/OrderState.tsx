// SPDX-License-Identifier: MIT
import type { OrderState } from '@/api/types';
import { sentence } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';

const TONES: Record<OrderState, Tone> = {
  PENDING_NEW: 'quiet',
  UNKNOWN: 'warn',
  WORKING: 'info',
  PARTIALLY_FILLED: 'info',
  PENDING_AMEND: 'info',
  PENDING_CANCEL: 'warn',
  FILLED: 'good',
  CANCELED: 'quiet',
  REJECTED: 'bad',
};

const ENDED: ReadonlySet<OrderState> = new Set(['FILLED', 'CANCELED', 'REJECTED']);

export function isOpen({ state }: { state: OrderState }): boolean {
  return !ENDED.has(state);
}

export function OrderStateBadge({ state }: { state: OrderState }) {
  return <Badge tone={TONES[state] ?? 'quiet'}>{sentence(state)}</Badge>;
}
