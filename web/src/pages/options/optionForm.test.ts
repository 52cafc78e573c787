// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { BLANK, marketOf, OptionForm } from './optionForm';

const mistakes = (part: Partial<typeof BLANK>) => {
  const result = OptionForm.safeParse({ ...BLANK, spot: '100', ...part });
  return result.success ? [] : result.error.issues.map(({ path }) => path[0]);
};

it('asks what is typed, percents as fractions and days as years', () => {
  const question = OptionForm.parse({
    ...BLANK,
    spot: '61,234.5',
    days: '73',
    rate: '−1',
    volatility: '60',
  });
  expect(question).toMatchObject({ spot: 61_234.5, volatility: 0.6, strike: undefined });
  expect(marketOf(question)).toEqual({ spot: 61_234.5, years: 0.2, rate: -0.01 });
});

it('asks of the pair rather than of a spot that was typed before', () => {
  const question = OptionForm.parse({
    ...BLANK,
    pair: 'BTC/USDT',
    spot: '5',
    days: '365',
    rate: '',
    underlying: 'future',
  });
  expect(marketOf(question)).toEqual({ pair: 'BTC/USDT', years: 1, future: true });
});

it('tells the field that is wrong', () => {
  expect(mistakes({})).toEqual([]);
  expect(mistakes({ spot: '' })).toEqual(['spot']);
  expect(mistakes({ spot: 'low' })).toEqual(['spot']);
  expect(mistakes({ days: '0' })).toEqual(['days']);
  expect(mistakes({ days: '' })).toEqual(['days']);
  expect(mistakes({ rate: '500' })).toEqual(['rate']);
  expect(mistakes({ volatility: '5000' })).toEqual(['volatility']);
  expect(mistakes({ strike: '100', volatility: '60', price: '5' })).toEqual(['price']);
  expect(mistakes({ price: '5' })).toEqual(['strike']);
  expect(mistakes({ price: '5', strike: '100', exercise: 'american' })).toEqual(['price']);
  expect(mistakes({ yield: '2', underlying: 'future' })).toEqual(['yield']);
});
