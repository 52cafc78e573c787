// SPDX-License-Identifier: MIT
import type { ChannelView } from '@/api/types';
import { millis } from '@/format/time';

export type Health = 'refused' | 'failing' | 'good' | 'unused';

/** By what happened last. */
export function healthOf({
  refusal,
  last_success: success,
  last_failure: failure,
}: Pick<ChannelView, 'refusal' | 'last_success' | 'last_failure'>): Health {
  if (refusal) return 'refused';
  if (failure && (!success || millis(failure) > millis(success))) return 'failing';
  return success ? 'good' : 'unused';
}
