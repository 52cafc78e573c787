// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { clock, date, dateTime, millis, span } from './time';

const at = '2026-11-29T14:03:09.123456789Z';

it('reads nanoseconds', () => {
  expect(millis(at)).toBe(Date.UTC(2026, 10, 29, 14, 3, 9, 123));
});

it('shows UTC', () => {
  expect(date(at, 'utc')).toBe('2026-11-29');
  expect(clock(at, 'utc')).toBe('14:03:09');
  expect(dateTime(at, 'utc')).toBe('2026-11-29 14:03:09');
});

it('does not fail on what is no time', () => {
  expect(clock('', 'utc')).toBe('–');
});

it('tells spans', () => {
  expect([span(900), span(61_000), span(7_200_000), span(200_000_000)]).toEqual([
    '1 s',
    '1 min',
    '2 h',
    '2 d',
  ]);
});
