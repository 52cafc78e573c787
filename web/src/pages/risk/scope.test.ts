// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { scopeFields } from './scope';

it('tells pairs, strategies and everything apart', () => {
  expect(scopeFields('everything')).toEqual({});
  expect(scopeFields('BTC/USDT')).toEqual({ pair: 'BTC/USDT' });
  expect(scopeFields('strategy ema_cross')).toEqual({ strategy: 'ema_cross' });
});
