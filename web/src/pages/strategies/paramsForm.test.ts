// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { ParamView } from '@/api/types';
import { changedParams, numberOf, paramMistakes, textsOf } from './paramsForm';

const FAST: ParamView = {
  name: 'fast',
  value: 20,
  default_value: 20,
  least: 2,
  most: 1000,
  whole: true,
  meaning: 'period of the fast average',
};
const RISK: ParamView = {
  ...FAST,
  name: 'risk',
  value: 0.02,
  least: 0.0005,
  most: 0.2,
  whole: false,
};
const PARAMS = [FAST, RISK];

describe('numberOf', () => {
  it('takes what a person types as a number, and nothing else', () => {
    expect(numberOf(' 12 ')).toBe(12);
    expect(numberOf('-0.5')).toBe(-0.5);
    expect(numberOf('1e-3')).toBe(0.001);
    for (const text of ['', ' ', '0x10', 'Infinity', 'NaN', '1,5', '12 bars']) {
      expect(numberOf(text), text).toBeNull();
    }
  });
});

describe('paramMistakes', () => {
  it('finds none in the values in force', () => {
    expect(paramMistakes(PARAMS, textsOf(PARAMS))).toEqual({});
  });
  it('tells of each field what is wrong with it', () => {
    expect(paramMistakes(PARAMS, { fast: '2.5', risk: '0.5' })).toEqual({
      fast: 'A whole number.',
      risk: 'From 0.0005 to 0.2.',
    });
    expect(paramMistakes(PARAMS, { fast: '1', risk: '' })).toEqual({
      fast: 'From 2 to 1000.',
      risk: 'A number.',
    });
  });
  it('takes both ends of a range', () => {
    expect(paramMistakes(PARAMS, { fast: '2', risk: '0.2' })).toEqual({});
    expect(paramMistakes(PARAMS, { fast: '1000', risk: '0.0005' })).toEqual({});
  });
});

describe('changedParams', () => {
  it('sends only what is another value', () => {
    expect(changedParams(PARAMS, textsOf(PARAMS))).toEqual({});
    expect(changedParams(PARAMS, { fast: '20.0', risk: '0.05' })).toEqual({ risk: 0.05 });
  });
});
