// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { OutcomeView } from '@/api/types';
import { replayRows } from './replayRows';

const KEPT: OutcomeView = {
  scores: [
    { has_source: true, score: 0.25 },
    { has_source: true, score: -0.5 },
    { has_source: false, score: 0 },
    { has_source: false, score: 0 },
    { has_source: false, score: 0 },
  ],
  weights: [0.3, 0.25, 0.2, 0.15, 0.1],
  conviction: 0.1,
  alpha: 0.001,
  holding_steps: 12,
  forecast: null,
  gates: [{ name: 'reward_to_risk', value: 0.2, limit: 0.1, passed: true }],
  sizing: [{ name: 'kelly', share: 0.04 }],
  action: 'enter',
  why: 'it pays',
  target_share: 0.04,
};
const named = (name: string, again: OutcomeView | null = KEPT) =>
  replayRows(KEPT, again).find((row) => row.name === name);

it('rounds what is the same', () => {
  expect(replayRows(KEPT, KEPT).every(({ isSame }) => isSame)).toBe(true);
  expect(named('Technical')).toMatchObject({ kept: '+0.2500', again: '+0.2500' });
  expect(named('Sentiment')).toMatchObject({ kept: '–', again: '–' });
  expect(named('Target')).toMatchObject({ kept: '4.00%', again: '4.00%' });
  expect(named('Goes up')).toBeUndefined();
});

it('shows a difference of the last bit', () => {
  const again = { ...KEPT, conviction: 0.1 + Number.EPSILON / 8 };
  expect(named('Conviction', again)).toEqual({
    name: 'Conviction',
    kept: '0.1',
    again: '0.10000000000000003',
    isSame: false,
  });
});

it('says so where a gate answers otherwise, or nothing can be computed', () => {
  const gates = [{ name: 'reward_to_risk', value: 0.05, limit: 0.1, passed: false }];
  const again: OutcomeView = { ...KEPT, gates };
  expect(named('Gate: Reward to risk')).toMatchObject({ kept: '0.2000 passes', isSame: true });
  expect(named('Gate: Reward to risk', again)).toMatchObject({
    kept: '0.2 passes',
    again: '0.05 fails',
    isSame: false,
  });
  expect(named('Target', null)).toMatchObject({ again: '–', isSame: false });
});
