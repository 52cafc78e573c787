// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { RiskUse } from '@/api/types';
import { byShare, figuresOf, fullest, labelOf } from './uses';

const use = (name: string, more: Partial<RiskUse>): RiskUse => ({
  name,
  scope: '',
  unit: 'money',
  used: '0',
  limit: '1',
  room: '1',
  share: 0,
  of: null,
  ...more,
});

it('shows a share of equity as one, and sums and counts as they are', () => {
  const loss = figuresOf(use('daily_halt', { used: '1', limit: '500', of: '10000' }));
  expect([loss.used, loss.limit].map(loss.show)).toEqual(['0.01%', '5.00%']);
  const sum = figuresOf(use('gross_value_max', { used: '4210.5', limit: '9000' }));
  expect(sum.show(sum.used)).toBe('4,210.50');
  const orders = figuresOf(use('open_orders', { unit: 'count', used: '3', limit: '50' }));
  expect(orders.show(orders.limit)).toBe('50');
});

it('does not count a gain as used', () => {
  expect(figuresOf(use('daily_halt', { used: '-120', limit: '500', of: '10000' })).used).toBe(0);
});

it('puts the fullest first and leaves out what each order is held to', () => {
  const uses = [
    use('order_value_share', { used: null, share: null }),
    use('position_share', { scope: 'BTC/USDT', share: 0.2 }),
    use('position_share', { scope: 'ETH/USDT', share: 0.9 }),
  ];
  expect(byShare(uses).map(labelOf)).toEqual([
    'Position share, ETH/USDT',
    'Position share, BTC/USDT',
  ]);
  expect(fullest(uses, 'position_share')?.scope).toBe('ETH/USDT');
  expect(fullest(uses, 'order_value_share')?.used).toBeNull();
});
