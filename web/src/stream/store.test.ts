// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ChannelMessage } from './messages';
import { forget, seqOf, take, useStream } from './store';

beforeEach(() => vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'performance'] }));
afterEach(() => {
  forget();
  vi.useRealTimers();
});

function alerts(seq: number): ChannelMessage {
  const type = seq === 1 ? 'snapshot' : 'delta';
  return { type, channel: 'alerts', seq, ts: '', data: [{ alert: seq }] } as ChannelMessage;
}

it('takes each message at once and shows a burst together', () => {
  let paintings = 0;
  const leave = useStream.subscribe(() => (paintings += 1));
  for (let seq = 1; seq <= 5; ++seq) take(alerts(seq));
  expect(seqOf('alerts')).toBe(5);
  expect(paintings).toBe(0);
  vi.advanceTimersByTime(200);
  expect(paintings).toBe(1);
  expect(useStream.getState().channels['alerts']?.rows.size).toBe(5);
  leave();
});

it('shows ten times a second at most, and the last message always', () => {
  let paintings = 0;
  take(alerts(1));
  vi.advanceTimersByTime(200);
  const leave = useStream.subscribe(() => (paintings += 1));
  for (let seq = 2; seq <= 101; ++seq) {
    take(alerts(seq));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(paintings).toBeGreaterThan(5);
  expect(paintings).toBeLessThanOrEqual(11);
  expect(useStream.getState().channels['alerts']?.seq).toBe(101);
  leave();
});
