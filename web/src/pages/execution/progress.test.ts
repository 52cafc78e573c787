// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { LargeOrderView, ParentView } from '@/api/types';
import { filledShare, slippageBps, slippageText, timeLeft, timeShare } from './progress';

const work = {
  started: '2026-11-29T10:00:00.000000000Z',
  ends: '2026-11-29T11:00:00.000000000Z',
} as LargeOrderView;
const at = (clock: string) => `2026-11-29T${clock}.000000000Z`;

describe('progress of a large order', () => {
  it('is what is filled of what is wanted, at most all of it', () => {
    const of = (filled: string) => filledShare({ filled, quantity: '4' } as ParentView);
    expect(of('0')).toBe(0);
    expect(of('1')).toBe(0.25);
    expect(of('4.1')).toBe(1);
  });

  it('is how much of its time is gone, by the clock of the session', () => {
    expect(timeShare(work, at('10:15:00'))).toBe(0.25);
    expect(timeShare(work, at('09:00:00'))).toBe(0);
    expect(timeShare(work, at('12:00:00'))).toBe(1);
    expect(timeShare({ ...work, ends: work.started }, at('10:00:00'))).toBe(1);
    expect(timeLeft(work, at('10:15:00'))).toBe('45 min left');
    expect(timeLeft(work, at('11:00:01'))).toBe('its time is over');
  });

  it('is worse where it buys above or sells below the price that it began at', () => {
    expect(slippageBps('buy', '100.1', '100')).toBeCloseTo(10);
    expect(slippageBps('sell', '100.1', '100')).toBeCloseTo(-10);
    expect(slippageBps('buy', null, '100')).toBeNull();
    expect(slippageBps('buy', '100', null)).toBeNull();
    expect(slippageBps('buy', '100', '0')).toBeNull();
    expect(slippageText(10)).toBe('10.0 bps worse');
    expect(slippageText(-0.44)).toBe('0.4 bps better');
    expect(slippageText(-0.01)).toBe('0.0 bps');
  });
});
