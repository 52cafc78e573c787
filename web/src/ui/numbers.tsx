// SPDX-License-Identifier: MIT
// Numbers with their sign told three ways: by a plus or minus, by an arrow, and by colour.
import type { Decimal, Side } from '@/api/types';
import { signedMoney } from '@/format/decimal';
import { signedPercent } from '@/format/number';

const TONES = { up: 'text-green', down: 'text-red', flat: 'text-muted' };

/** Of what is shown: a loss too small to be seen has no arrow. */
function directionOf(text: string): keyof typeof TONES {
  if (text.startsWith('+')) return 'up';
  return text.startsWith('−') ? 'down' : 'flat';
}

/** Drawn, because the sign of a font may come from another one and lift the line. */
export function Arrow({ isUp }: { isUp: boolean }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 8 8"
      className="mr-1 inline size-[0.55em] align-baseline"
      fill="currentColor"
    >
      <path d={isUp ? 'M4 0.5 8 7.5H0z' : 'M4 7.5 0 0.5h8z'} />
    </svg>
  );
}

function Directed({ text }: { text: string }) {
  const direction = directionOf(text);
  return (
    <span className={`whitespace-nowrap ${TONES[direction]}`}>
      {direction !== 'flat' && <Arrow isUp={direction === 'up'} />}
      {text}
    </span>
  );
}

export function SignedMoney({
  value,
  decimals,
}: {
  value: Decimal | null | undefined;
  decimals?: number;
}) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  return <Directed text={signedMoney(value, decimals)} />;
}

export function SignedPercent({
  value,
  decimals,
}: {
  value: number | null | undefined;
  decimals?: number;
}) {
  return <Directed text={signedPercent(value, decimals)} />;
}

export function SideText({ side }: { side: Side }) {
  const isBuy = side === 'buy';
  return (
    <span className={`font-medium whitespace-nowrap ${isBuy ? 'text-green' : 'text-red'}`}>
      <Arrow isUp={isBuy} />
      {isBuy ? 'Buy' : 'Sell'}
    </span>
  );
}

/** A figure with its name above it. */
export function Figure({
  name,
  children,
  hint,
}: {
  name: string;
  children: React.ReactNode;
  hint?: React.ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-muted">{name}</dt>
      <dd className="truncate text-base leading-6 font-semibold text-strong">{children}</dd>
      {hint && <dd className="truncate text-xs text-muted">{hint}</dd>}
    </div>
  );
}
