// SPDX-License-Identifier: MIT
import type { AlertFiring } from '@/api/types';

export type FiringState = 'firing' | 'acknowledged' | 'resolved' | 'seen';

/** What fires and nobody has seen comes before all; what is over and was seen is done with. */
export function stateOf({ resolved_at, acknowledged_by }: Pick<
  AlertFiring,
  'resolved_at' | 'acknowledged_by'
>): FiringState {
  if (resolved_at) return acknowledged_by ? 'seen' : 'resolved';
  return acknowledged_by ? 'acknowledged' : 'firing';
}

export const needsSeeing = (state: FiringState) => state === 'firing' || state === 'resolved';
