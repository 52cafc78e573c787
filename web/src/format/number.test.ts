// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import * as number from './number';

it('tells what is not known apart from zero', () => {
  expect(number.percent(null)).toBe('–');
  expect(number.percent(0)).toBe('0.00%');
  expect(number.fixed(Number.NaN, 2)).toBe('–');
});

it('shows signs, and none for what rounds to zero', () => {
  expect(number.signedPercent(0.0123)).toBe('+1.23%');
  expect(number.signedPercent(-0.0123)).toBe('−1.23%');
  expect(number.signedPercent(-0.000001)).toBe('0.00%');
});

it('makes words of names and keeps those of people', () => {
  expect(number.sentence('PARTIALLY_FILLED')).toBe('Partially filled');
  expect(number.capital('strategy ema_cross')).toBe('Strategy ema_cross');
  expect(number.counted(1, 'order')).toBe('1 order');
  expect(number.counted(1200, 'order')).toBe('1,200 orders');
  expect(number.bytes(2_140_000_000)).toBe('2.1 GB');
});
