// SPDX-License-Identifier: MIT
import type { Mode } from '@/api/types';
import { Icon, type IconName } from '@/ui/icons';

interface Look {
  text: string;
  says: string;
  icon: IconName;
  style: string;
}

const LOOKS: Record<Mode, Look> = {
  simulated: {
    text: 'SIMULATED',
    says: 'An invented market and no real money',
    icon: 'flask',
    style: 'border-muted text-muted border-dashed',
  },
  paper: {
    text: 'PAPER',
    says: 'Real prices, simulated orders, no real money',
    icon: 'note',
    style: 'border-blue text-blue',
  },
  testnet: {
    text: 'TESTNET',
    says: "The venue's test network, no real money",
    icon: 'plug',
    style: 'border-yellow text-yellow',
  },
  live: {
    text: 'LIVE',
    says: 'Real orders with real money',
    icon: 'warning',
    style: 'border-red bg-red text-on-accent',
  },
};

/** What is at stake, in words and a sign of its own, on every page. */
export function ModeBadge({ mode }: { mode: Mode }) {
  const { text, says, icon, style } = LOOKS[mode];
  return (
    <span
      title={says}
      className={`inline-flex h-6 items-center gap-1.5 rounded-sm border px-2 text-2xs font-bold tracking-wider ${style}`}
    >
      <Icon name={icon} size={12} />
      {text}
      <span className="sr-only">: {says}</span>
    </span>
  );
}
