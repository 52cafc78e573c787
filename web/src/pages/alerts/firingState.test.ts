// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { needsSeeing, stateOf } from './firingState';

const over = '2026-01-01T00:00:00Z';

it('tells what goes on from what is over, and what was seen', () => {
  expect(stateOf({ resolved_at: null, acknowledged_by: null })).toBe('firing');
  expect(stateOf({ resolved_at: null, acknowledged_by: 'ann' })).toBe('acknowledged');
  expect(stateOf({ resolved_at: over, acknowledged_by: null })).toBe('resolved');
  expect(stateOf({ resolved_at: over, acknowledged_by: 'ann' })).toBe('seen');
});

it('asks to be seen until somebody has, also when it is over', () => {
  const states = ['firing', 'acknowledged', 'resolved', 'seen'] as const;
  expect(states.filter(needsSeeing)).toEqual(['firing', 'resolved']);
});
