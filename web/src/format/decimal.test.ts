// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import * as decimal from './decimal';

describe('decimal', () => {
  it('keeps digits that a floating-point number would lose', () => {
    expect(decimal.add('0.1', '0.2')).toBe('0.3');
    expect(decimal.add('9007199254740993', '0.00000001')).toBe('9007199254740993.00000001');
    expect(decimal.multiply('64250.01', '0.003')).toBe('192.75003');
    expect(decimal.subtract('1', '1.00000001')).toBe('-0.00000001');
  });

  it('rounds half to even, on both sides of zero', () => {
    expect(decimal.round('0.125', 2)).toBe('0.12');
    expect(decimal.round('0.135', 2)).toBe('0.14');
    expect(decimal.round('0.1250001', 2)).toBe('0.13');
    expect(decimal.round('-0.125', 2)).toBe('-0.12');
    expect(decimal.round('99.995', 2)).toBe('100.00');
    expect(decimal.round('7', 2)).toBe('7.00');
  });

  it('groups and signs', () => {
    expect(decimal.money('1234567.891')).toBe('1,234,567.89');
    expect(decimal.money('-1234.5')).toBe('−1,234.50');
    expect(decimal.signedMoney('12')).toBe('+12.00');
    expect(decimal.signedMoney('-0.001')).toBe('0.00');
    expect(decimal.exact('0.50000000')).toBe('0.5');
    expect(decimal.exact('64250.10')).toBe('64,250.1');
    expect(decimal.exact('1000')).toBe('1,000');
    expect(decimal.padded('23635', 2)).toBe('23,635.00');
    expect(decimal.padded('0.12345000', 2)).toBe('0.12345');
  });

  it('compares by value', () => {
    expect(decimal.compare('1.0', '1.00')).toBe(0);
    expect(decimal.compare('-2', '1')).toBe(-1);
    expect(decimal.sign('-0.00')).toBe(0);
    expect(decimal.ratio('1', '0')).toBeNull();
  });

  it('refuses what is not a decimal', () => {
    expect(decimal.isDecimal('1e5')).toBe(false);
    expect(decimal.isDecimal('')).toBe(false);
    expect(() => decimal.add('x', '1')).toThrow('"x" is not a decimal number');
  });
});
