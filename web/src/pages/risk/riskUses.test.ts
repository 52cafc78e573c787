// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { EquityRow, PositionsView, StatusView } from '@/api/types';
import { usesOf } from './riskUses';

const status = { equity: '9900', day_profit: '-100', open_orders: 3 } as StatusView;
const equity = { equity: '10000', exposure: '2500', drawdown: 0.04 } as EquityRow;
const positions = {
  equity: '10000',
  positions: [
    { pair: 'BTC/USDT', value: '600' },
    { pair: 'ETH/USDT', value: '900' },
    { pair: 'BTC/USDT', value: '500' },
  ],
} as PositionsView;

it('tells what follows from the account, each against its limit', () => {
  const limits = [
    { name: 'daily_halt', value: 0.05 },
    { name: 'gross_exposure', value: null },
  ];
  const uses = usesOf(limits, { status, equity, positions });
  expect(uses.map(({ name, used, limit }) => [name, used, limit])).toEqual([
    ['daily_halt', 0.01, 0.05],
    ['open_orders', 3, null],
    ['gross_exposure', 0.25, null],
    ['total_halt', 0.04, null],
    ['position_share', 0.11, null],
  ]);
  expect(uses.at(-1)?.scope).toBe('BTC/USDT');
});

it('tells nothing of what is not known', () => {
  expect(usesOf([], { status: undefined, equity: undefined, positions: undefined })).toEqual([]);
});
