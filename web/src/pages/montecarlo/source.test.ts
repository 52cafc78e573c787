// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { sourceOf, sourceOptions } from './source';

it('lists the pairs of the session before the stored bars, and no trades', () => {
  const stored = [
    { venue: 'binance', pair: 'ETH/USDT', timeframe: '1h' },
    { venue: 'binance', pair: 'ETH/USDT', timeframe: 'trades' },
  ];
  expect(sourceOptions([{ pair: 'BTC/USDT' }], stored)).toEqual([
    ['BTC/USDT', 'BTC/USDT of this session'],
    ['ETH/USDT|1h|binance', 'ETH/USDT 1h, stored of binance'],
  ]);
});

it('makes the query of what was chosen', () => {
  expect(sourceOf('BTC/USDT')).toEqual({ pair: 'BTC/USDT' });
  expect(sourceOf('ETH/USDT:USDT|1h|binance')).toEqual({
    pair: 'ETH/USDT:USDT',
    timeframe: '1h',
    venue: 'binance',
  });
});
