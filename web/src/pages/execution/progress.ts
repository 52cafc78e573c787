// SPDX-License-Identifier: MIT
// How far a large order is, and how it does against the price that it began at.
import type { Decimal, LargeOrderView, ParentView, Side, Time, WaitsFor } from '@/api/types';
import { ratio, subtract } from '@/format/decimal';
import { millis, span } from '@/format/time';

/** Fraction of what is wanted. */
export function filledShare({ filled, quantity }: ParentView): number {
  return Math.min(1, ratio(filled, quantity) ?? 0);
}

/** Fraction of its time that is gone at `now` of the session. */
export function timeShare({ started, ends }: LargeOrderView, now: Time): number {
  const whole = millis(ends) - millis(started);
  const gone = millis(now) - millis(started);
  return whole > 0 ? Math.min(1, Math.max(0, gone / whole)) : 1;
}

/** "12 min left" */
export function timeLeft({ ends }: LargeOrderView, now: Time): string {
  const left = millis(ends) - millis(now);
  return left > 0 ? `${span(left)} left` : 'its time is over';
}

/** Basis points that the average is worse than the arrival price; negative is better. */
export function slippageBps(
  side: Side,
  average: Decimal | null,
  arrival: Decimal | null,
): number | null {
  if (average === null || arrival === null) return null;
  const worse = side === 'buy' ? subtract(average, arrival) : subtract(arrival, average);
  const share = ratio(worse, arrival);
  return share === null ? null : share * 1e4;
}

/** "3.2 bps worse", "0.4 bps better" */
export function slippageText(bps: number): string {
  const text = `${Math.abs(bps).toFixed(1)} bps`;
  if (Number(bps.toFixed(1)) === 0) return text;
  return `${text} ${bps > 0 ? 'worse' : 'better'}`;
}

const REASONS: Record<WaitsFor, string> = {
  nothing: 'all of it is sent',
  start: 'it has not begun',
  schedule: 'its schedule wants no more by now',
  pace: 'the last order was too recent',
  participation: 'the market has traded too little for its share',
  price: 'the market is beyond its price, or has none yet',
  minimum: 'what is due is below the least order of the venue',
  answers: 'too many of its orders are unanswered',
  end: 'it is over, and its last orders are being taken back',
};

/** Why no (further) order goes out now. */
export function waitText(reason: WaitsFor): string {
  return REASONS[reason] ?? reason;
}
