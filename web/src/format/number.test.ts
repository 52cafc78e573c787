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

it('rounds what is left down and what is too much up', () => {
  expect(number.percentDown(1 - 0.0001 / 0.05)).toBe('99.8%');
  expect(number.percentDown(1 - 1e-12)).toBe('99.9%');
  expect(number.percentDown(1)).toBe('100%');
  expect(number.percentDown(1 - 0.9)).toBe('10%');
  expect(number.percentDown(0.00049)).toBe('0%');
  expect(number.percentUp(0.2)).toBe('20%');
  expect(number.percentUp(1e-12)).toBe('0.1%');
});

it('makes words of names and keeps those of people', () => {
  expect(number.sentence('PARTIALLY_FILLED')).toBe('Partially filled');
  expect(number.capital('strategy ema_cross')).toBe('Strategy ema_cross');
  expect(number.counted(1, 'order')).toBe('1 order');
  expect(number.counted(1200, 'order')).toBe('1,200 orders');
  expect(number.bytes(2_140_000_000)).toBe('2.1 GB');
});
