// SPDX-License-Identifier: MIT
import type { Link } from '@/stream/client';
import { useLink } from '@/stream/stream';

const LOOKS: Record<Link, { text: string; dot: string }> = {
  live: { text: 'Live', dot: 'bg-green' },
  connecting: { text: 'Connecting', dot: 'border border-muted' },
  stale: { text: 'Stale', dot: 'bg-yellow rounded-none!' },
  offline: { text: 'Offline', dot: 'border-2 border-red rounded-none!' },
};

export function LinkBadge() {
  const { text, dot } = LOOKS[useLink()];
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-xs text-muted">
      <span aria-hidden className={`size-2 rounded-full ${dot}`} />
      {text}
    </span>
  );
}
