// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { mistakesIn } from './setUpForm';

const right = { token: 't', user: 'ana', password: 'correct horse', again: 'correct horse' };

it('lets a whole form pass', () => {
  expect(mistakesIn(right)).toEqual({});
});

it('names each field that is wrong', () => {
  const mistakes = mistakesIn({ token: ' ', user: '1x', password: 'short', again: 'other' });
  expect(Object.keys(mistakes)).toEqual(['token', 'user', 'password', 'again']);
  expect(mistakesIn({ ...right, again: 'x' })).toEqual({ again: 'The two passwords differ.' });
});
