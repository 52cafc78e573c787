// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { bodyOf, parseQuotes } from './quotes';

it('reads columns between tabs, commas, semicolons or spaces', () => {
  const quotes = { strikes: [90, 100.5], values: [0.65, 0.6] };
  for (const text of [
    '90\t0.65\n100.5\t0.6',
    '90,0.65\r\n100.5,0.6\r\n',
    '90; 0.65\n\n100.5; .6',
    '  90   0.65\n100.5 6e-1 ',
  ]) {
    expect(parseQuotes(text, 'fraction')).toEqual({ quotes });
  }
});

it('leaves out a head', () => {
  expect(parseQuotes('strike,iv\n90,65', 'percent')).toEqual({
    quotes: { strikes: [90], values: [0.65] },
  });
});

it('takes a percent sign at its word, whatever the column is', () => {
  expect(parseQuotes('90 65%', 'fraction').quotes?.values).toEqual([0.65]);
  expect(parseQuotes('90 65%', 'percent').quotes?.values).toEqual([0.65]);
  expect(parseQuotes('90 65%', 'call').mistake).toBe('Line 1: “65%” is no value above 0.');
});

it('reads thousands where a comma cannot be a column', () => {
  expect(parseQuotes('60,000\t1,250.5', 'call').quotes).toEqual({
    strikes: [60_000],
    values: [1250.5],
  });
});

it('does not guess', () => {
  const mistake = (text: string) => parseQuotes(text, 'fraction').mistake;
  expect(mistake('')).toBe('There are no quotes yet.');
  expect(mistake('strike iv')).toBe('There are no quotes yet.');
  expect(mistake('90 0.6\n100')).toBe('Line 2: two columns are needed, strike and value.');
  expect(mistake('90;0,6')).toBe('Line 1: “0,6” is no value above 0.');
  expect(mistake('90 0.6\nlow 0.5')).toBe('Line 2: “low” is no strike.');
  expect(mistake('90 -0.6')).toBe('Line 1: “-0.6” is no value above 0.');
  expect(mistake('0 0.6')).toBe('Line 1: “0” is no strike.');
  expect(mistake('100 0x1F')).toBe('Line 1: “0x1F” is no value above 0.');
  expect(mistake('1 0.5\n'.repeat(201))).toBe('There are 201 quotes; 200 are possible.');
});

it('asks with prices or volatilities', () => {
  const quotes = { strikes: [90], values: [0.65] };
  expect(bodyOf(quotes, 'percent')).toEqual({ strikes: [90], volatilities: [0.65] });
  expect(bodyOf(quotes, 'put')).toEqual({ strikes: [90], prices: [0.65], type: 'put' });
});
