// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { BLANK, LabForm } from './labForm';

const mistakes = (part: Partial<typeof BLANK>) => {
  const result = LabForm.safeParse({ ...BLANK, ...part });
  return result.success ? [] : result.error.issues.map(({ path }) => path[0]);
};

it('asks what is typed, moves as fractions', () => {
  expect(LabForm.parse({ ...BLANK, target: '2', stop: '−1.5' })).toEqual({
    level: 3,
    horizon: 24,
    paths: 10_000,
    seed: 1,
    target: 0.02,
    stop: -0.015,
  });
});

it('leaves out the moves that are not typed', () => {
  expect(LabForm.parse(BLANK)).toMatchObject({ target: undefined, stop: undefined });
});

it('tells the field that is wrong', () => {
  expect(mistakes({})).toEqual([]);
  expect(mistakes({ horizon: '0' })).toEqual(['horizon']);
  expect(mistakes({ horizon: 'soon' })).toEqual(['horizon']);
  expect(mistakes({ paths: '50001' })).toEqual(['paths']);
  expect(mistakes({ paths: '50000', horizon: '1000' })).toEqual(['paths']);
  expect(mistakes({ seed: '-1' })).toEqual(['seed']);
  expect(mistakes({ target: '-2' })).toEqual(['target']);
  expect(mistakes({ stop: '2' })).toEqual(['stop']);
  expect(mistakes({ stop: 'low' })).toEqual(['stop']);
});
