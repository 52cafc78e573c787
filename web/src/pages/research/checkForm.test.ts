// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { bodyOf, CheckForm, SweepForm, withoutEmpty } from './checkForm';

const SUBJECT = {
  venue: '',
  strategy: ' ema_cross ',
  pairs: 'BTC/USDT, ETH/USDT',
  timeframe: '1h',
  timerange: '',
};

describe('a sweep', () => {
  const fields = {
    ...SUBJECT,
    space: 'fast=10:50:5 slow=60,90',
    objective: '',
    search: 'grid' as const,
    trials: '',
    min_trades: '30',
  };

  it('is a body without what was left empty', () => {
    expect(withoutEmpty(SweepForm.parse(fields))).toEqual({
      strategy: 'ema_cross',
      pairs: ['BTC/USDT', 'ETH/USDT'],
      timeframe: '1h',
      space: ['fast=10:50:5', 'slow=60,90'],
      search: 'grid',
      min_trades: 30,
    });
  });

  it('needs a parameter with values that look like some', () => {
    expect(SweepForm.safeParse({ ...fields, space: ' ' }).success).toBe(false);
    expect(SweepForm.safeParse({ ...fields, space: '--home=/' }).success).toBe(false);
  });
});

describe('a check', () => {
  const read = CheckForm.parse({ ...SUBJECT, space: 'fast=10:30:10', isQuick: true });

  it('takes only what its verb knows', () => {
    expect(bodyOf('lookahead-check', read)).not.toHaveProperty('space');
    expect(bodyOf('robustness', read)).not.toHaveProperty('space');
    expect(bodyOf('robustness', read)).toHaveProperty('quick', true);
    expect(bodyOf('walk-forward', read)).toHaveProperty('space', ['fast=10:30:10']);
    expect(bodyOf('walk-forward', read)).not.toHaveProperty('quick');
  });
});
