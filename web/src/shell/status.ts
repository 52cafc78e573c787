// SPDX-License-Identifier: MIT
import { ApiError } from '@/api/problem';
import { useFirstStatus } from '@/api/queries';
import type { StatusView } from '@/api/types';
import { useObject } from '@/stream/stream';

const SILENT = new ApiError('The session does not run or does not answer.', 503);

/**
 * The session's state: from the stream, and from a request until the stream has spoken. Once it has,
 * null is news: an old state must not pass for the present one.
 */
export function useStatus(): { status: StatusView | undefined; error: Error | null } {
  const live = useObject('status');
  const { data, error } = useFirstStatus();
  if (live === undefined) return { status: data, error };
  return live === null ? { status: undefined, error: SILENT } : { status: live, error: null };
}
