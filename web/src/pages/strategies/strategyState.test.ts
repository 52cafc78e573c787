// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { StrategyView } from '@/api/types';
import { actsOf } from './strategyState';

const RISK = { isTrader: true, isRisk: true };
const RUNNING: StrategyView = {
  name: 'ema_cross',
  pairs: ['BTC/USDT'],
  timeframe: '1h',
  params: {},
  state: 'running',
  stopped: null,
  realized_pnl: '0',
  unrealized_pnl: '0',
  exposure: '0',
  open_orders: 0,
  declared: [
    {
      name: 'fast',
      value: 20,
      default_value: 20,
      least: 2,
      most: 1000,
      whole: true,
      meaning: 'period of the fast average',
    },
  ],
};
const off = (state: 'paused' | 'stopped', scope: string): StrategyView => ({
  ...RUNNING,
  state,
  stopped: {
    scope,
    rule: 'kill_switch',
    by: 'ann',
    reason: 'news',
    since: null,
    sells: state === 'stopped',
  },
});

describe('actsOf', () => {
  it('pauses and stops what runs', () => {
    const { why, ...acts } = actsOf(RUNNING, RISK);
    expect(acts).toEqual({ pause: true, stop: true, start: false, params: true });
    expect(why).toBeNull();
  });
  it('starts or stops what is paused, and starts what is stopped', () => {
    expect(actsOf(off('paused', 'strategy ema_cross'), RISK)).toMatchObject({
      pause: false,
      stop: true,
      start: true,
    });
    expect(actsOf(off('stopped', 'strategy ema_cross'), RISK)).toMatchObject({
      pause: false,
      stop: false,
      start: true,
    });
  });
  it('does not start what is off with everything, and says where that is', () => {
    const acts = actsOf(off('paused', 'everything'), RISK);
    expect(acts.start).toBe(false);
    expect(acts.why).toContain('Risk');
  });
  it('says what a role may not', () => {
    const trader = actsOf(RUNNING, { isTrader: true, isRisk: false });
    expect(trader).toMatchObject({ pause: true, stop: false, start: false, params: false });
    expect(trader.why).toContain('role risk');
    const viewer = actsOf(RUNNING, { isTrader: false, isRisk: false });
    expect(viewer).toMatchObject({ pause: false, stop: false, start: false, params: false });
    expect(viewer.why).toContain('look');
  });
  it('does nothing to a session that does not answer', () => {
    const acts = actsOf({ ...RUNNING, state: null }, RISK);
    expect(acts).toMatchObject({ pause: false, stop: false, start: false, params: false });
    expect(acts.why).toContain('does not answer');
  });
});
