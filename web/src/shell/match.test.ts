// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { matches } from './match';

it('finds a pair however it is spelt', () => {
  for (const wish of ['btcusdt', 'BTC/USDT', 'btc-usdt'.replace('-', ' '), 'usdt btc']) {
    expect(matches(wish, 'BTC/USDT'), wish).toBe(true);
  }
  expect(matches('eth', 'BTC/USDT')).toBe(false);
  expect(matches('', 'anything')).toBe(true);
});
