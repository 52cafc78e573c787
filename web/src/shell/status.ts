// SPDX-License-Identifier: MIT
import { useFirstStatus } from '@/api/queries';
import type { StatusView } from '@/api/types';
import { useObject } from '@/stream/stream';

/** The session's state: from the stream, and from a request until the stream has spoken. */
export function useStatus(): { status: StatusView | undefined; error: Error | null } {
  const live = useObject('status');
  const { data, error } = useFirstStatus();
  return { status: live ?? data, error: live ? null : error };
}
