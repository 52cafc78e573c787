// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { percentDown } from '@/format/number';

interface Props {
  label: string;
  share: number;
  /** Beside the label, such as "0.4 of 1.2". */
  text: ReactNode;
  tone?: 'bg-blue' | 'bg-muted';
}

export function ProgressBar({ label, share, text, tone = 'bg-blue' }: Props) {
  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-xs text-muted">{label}</span>
        <span className="truncate text-strong">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={share}
        aria-valuetext={percentDown(share)}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised"
      >
        <div className={`h-full rounded-full ${tone}`} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
