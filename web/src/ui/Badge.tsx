// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

const TONES: Record<Tone, string> = {
  good: 'text-green border-green/50',
  bad: 'text-red border-red/50',
  warn: 'text-yellow border-yellow/50',
  info: 'text-blue border-blue/50',
  quiet: 'text-muted border-line',
};

export function Badge({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 text-2xs font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
