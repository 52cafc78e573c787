// SPDX-License-Identifier: MIT
import { cleanup, render, screen, within } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import type { OrderRow } from '@/api/types';
import { OrderCosts } from './OrderCosts';

afterEach(cleanup);

const CANCELED: OrderRow = {
  order_id: 7,
  client_order_id: 'k-7',
  venue_order_id: '70',
  venue: 'binance',
  account: 'spot',
  pair: 'BTC/USDT',
  strategy: 'patient',
  side: 'buy',
  type: 'limit',
  time_in_force: 'GTC',
  quantity: '10',
  filled: '4',
  limit_price: '101',
  stop_price: null,
  average_price: '101',
  state: 'CANCELED',
  reason: 'canceled_by_user',
  decision: null,
  created: '2026-11-29T00:00:00.000000000Z',
  updated: '2026-11-29T00:01:00.000000000Z',
  arrival_price: '100',
  end_price: '105',
  slippage: '4',
  slippage_bps: 100,
  fees: '0.4',
  opportunity: '30',
  shortfall: '34.4',
  shortfall_bps: 344,
  cost_currency: 'USDT',
};

function show(order: Partial<OrderRow>) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OrderCosts order={{ ...CANCELED, ...order }} />
    </QueryClientProvider>,
  );
}

const valueOf = (name: RegExp) =>
  within(screen.getByText(name).parentElement as HTMLElement).getByRole('definition').textContent;

it('adds up slippage, fees and what was not traded', () => {
  show({});
  expect(valueOf(/^Slippage/)).toBe('4.00');
  expect(valueOf(/^Fees/)).toBe('0.40');
  expect(valueOf(/^Opportunity/)).toBe('30.00');
  expect(valueOf(/^Shortfall/)).toBe('34.40');
  expect(valueOf(/^When it ended/)).toBe('105');
  expect(screen.getByText('100.0 bps worse')).toBeTruthy();
  expect(screen.getByText(/344.0 bps of its value at arrival/)).toBeTruthy();
});

it('leaves open what is not known yet', () => {
  const rest = { end_price: null, opportunity: null, shortfall: null, shortfall_bps: null };
  show({ state: 'PARTIALLY_FILLED', ...rest });
  expect(valueOf(/^Shortfall/)).toBe('–');
  expect(screen.queryByText('When it ended')).toBeNull();
  expect(screen.getByText(/told once it is over/)).toBeTruthy();
});

it('invents nothing where no price was known', () => {
  show({ arrival_price: null });
  expect(screen.getByText('No price was known when it was made.')).toBeTruthy();
  expect(screen.queryByText(/^Shortfall/)).toBeNull();
});
