// SPDX-License-Identifier: MIT
import { percentDown, percentUp } from '@/format/number';

type Level = 'room' | 'near' | 'over';

const FILLS: Record<Level, string> = { room: 'bg-blue', near: 'bg-amber', over: 'bg-red' };
const TEXTS: Record<Level, string> = { room: 'text-muted', near: 'text-yellow', over: 'text-red' };
const NEAR = 0.8;

export function levelOf(share: number): Level {
  if (share >= 1) return 'over';
  return share >= NEAR ? 'near' : 'room';
}

interface Props {
  label: string;
  used: number;
  limit: number | null;
  /** Used, of the limit, where it is known better than from these two. */
  share?: number | null;
  show: (value: number) => string;
  /** The figures below the label rather than beside it, so that meters side by side align. */
  isStacked?: boolean;
}

/** How much of a limit is used, and how much is left. */
export function Meter({ label, used, limit, share: exact, show, isStacked }: Props) {
  const line = isStacked ? 'flex-col' : 'items-baseline justify-between gap-2';
  if (limit === null || limit <= 0) {
    return <Unlimited label={label} text={show(used)} line={line} />;
  }
  const share = Math.max(0, exact ?? used / limit);
  const level = levelOf(share);
  return (
    <div className="min-w-0">
      <div className={`flex ${line}`}>
        <span className="truncate text-xs text-muted">{label}</span>
        <span className="whitespace-nowrap">
          <span className="font-medium text-strong">{show(used)}</span>
          <span className="text-muted"> of {show(limit)}</span>
        </span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={used}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuetext={`${show(used)} of ${show(limit)}`}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={`h-full rounded-full ${FILLS[level]}`}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </div>
      <div className={`mt-0.5 text-2xs ${TEXTS[level]}`}>{roomText(share, level)}</div>
    </div>
  );
}

function roomText(share: number, level: Level): string {
  if (share === 1) return 'No head-room: at the limit';
  if (level === 'over') return `Over by ${percentUp(share - 1)}`;
  return `${percentDown(1 - share)} head-room${level === 'near' ? ', near the limit' : ''}`;
}

function Unlimited({ label, text, line }: { label: string; text: string; line: string }) {
  return (
    <div className="min-w-0">
      <div className={`flex ${line}`}>
        <span className="truncate text-xs text-muted">{label}</span>
        <span className="font-medium text-strong">{text}</span>
      </div>
      <div className="mt-1 h-1.5 rounded-full border border-dashed" />
      <div className="mt-0.5 text-2xs text-muted">No limit set</div>
    </div>
  );
}
