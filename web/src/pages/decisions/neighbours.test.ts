// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { neighboursOf } from './neighbours';

const ROWS = [{ decision: 9 }, { decision: 7 }, { decision: 4 }];

it('steps over what the list leaves out', () => {
  expect(neighboursOf(ROWS, 7)).toEqual({ older: 4, newer: 9 });
});

it('ends where the list ends', () => {
  expect(neighboursOf(ROWS, 9)).toEqual({ older: 7, newer: null });
  expect(neighboursOf(ROWS, 4)).toEqual({ older: null, newer: 7 });
});

it('finds the way back from a decision that the list leaves out', () => {
  expect(neighboursOf(ROWS, 5)).toEqual({ older: 4, newer: 7 });
  expect(neighboursOf([], 5)).toEqual({ older: null, newer: null });
});
