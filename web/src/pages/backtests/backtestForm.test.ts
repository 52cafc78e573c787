// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { BacktestForm } from './backtestForm';

const fields = {
  venue: 'demo',
  strategy: ' ema_cross ',
  pairs: 'BTC/USDT, ETH/USDT',
  timeframe: '1h',
  timerange: '',
};

it('makes a request of what is typed', () => {
  expect(BacktestForm.parse(fields)).toEqual({
    venue: 'demo',
    strategy: 'ema_cross',
    pairs: ['BTC/USDT', 'ETH/USDT'],
    timeframe: '1h',
    timerange: undefined,
  });
  expect(BacktestForm.parse({ ...fields, timerange: '20240101-' }).timerange).toBe('20240101-');
});

it('refuses what cannot be run', () => {
  for (const wrong of [{ pairs: ' , ' }, { strategy: '' }, { timerange: '2024' }]) {
    expect(BacktestForm.safeParse({ ...fields, ...wrong }).success).toBe(false);
  }
});
