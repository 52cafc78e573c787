// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { nextClose } from './nextClose';

const at = (text: string) => Date.parse(text);

it('is the soonest of all timeframes, at a whole multiple', () => {
  expect(nextClose(['1h', '15m'], at('2026-11-29T10:07:03Z'))).toEqual({
    timeframe: '15m',
    at: at('2026-11-29T10:15:00Z'),
  });
  expect(nextClose(['1h'], at('2026-11-29T11:00:00Z'))?.at).toBe(at('2026-11-29T12:00:00Z'));
  expect(nextClose(['1d'], at('2026-11-29T11:00:00Z'))?.at).toBe(at('2026-11-30T00:00:00Z'));
});

it('lets weeks begin on Mondays', () => {
  expect(nextClose(['1w'], at('2026-11-29T11:00:00Z'))?.at).toBe(at('2026-11-30T00:00:00Z'));
  expect(nextClose(['1w'], at('2026-11-30T00:00:00Z'))?.at).toBe(at('2026-12-07T00:00:00Z'));
});

it('says nothing of what it cannot read', () => {
  expect(nextClose([], 0)).toBeUndefined();
  expect(nextClose(['trades', '0m'], 0)).toBeUndefined();
});
