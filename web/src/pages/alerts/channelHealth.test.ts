// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { healthOf } from './channelHealth';

const before = '2026-01-01T00:00:00Z';
const after = '2026-01-01T00:00:01.5Z';
const none = { refusal: null, last_success: null, last_failure: null };

it('goes by what happened last', () => {
  expect(healthOf(none)).toBe('unused');
  expect(healthOf({ ...none, last_failure: before })).toBe('failing');
  expect(healthOf({ ...none, last_failure: before, last_success: after })).toBe('good');
  expect(healthOf({ ...none, last_failure: after, last_success: before })).toBe('failing');
});

it('says that nothing is sent, whatever was', () => {
  expect(healthOf({ ...none, last_success: after, refusal: 'not there' })).toBe('refused');
});
