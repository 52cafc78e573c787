// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { shortCount } from './alerting';

it('keeps a count short', () => {
  expect([1, 99, 100, 5000].map(shortCount)).toEqual(['1', '99', '99+', '99+']);
});
