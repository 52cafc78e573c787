// SPDX-License-Identifier: MIT
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { VenueKey } from '@/api/types';
import { VenueKeysPanel } from './VenueKeysPanel';

const KEY: VenueKey = {
  venue: 'binance',
  account: 'trading',
  key_variable: 'BINANCE_API_KEY',
  secret_variable: 'BINANCE_API_SECRET',
  key_set: true,
  secret_set: true,
  used: true,
  asks: 'binance',
  checked: null,
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(key: VenueKey, checked: VenueKey = key) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`);
    const now = asked.some((line) => line.startsWith('POST')) ? checked : key;
    return Promise.resolve(Response.json(method === 'POST' ? now : { items: [now], next: null }));
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <VenueKeysPanel />
    </QueryClientProvider>,
  );
  return asked;
}

it('says plainly that no key is set, and there is nothing to check', async () => {
  show({ ...KEY, key_set: false, secret_set: false });
  await screen.findByText(/No exchange key is set/);
  expect(screen.queryByRole('button')).toBeNull();
});

it('asks the venue when told to, and warns of a key that can withdraw', async () => {
  const asked = show(KEY, {
    ...KEY,
    checked: {
      time: '2026-06-01T12:00:00Z',
      verdict: 'refused',
      sentence: 'the key can withdraw or transfer money',
      reads: true,
      trades: true,
      withdraws: true,
      ip_bound: true,
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: /Check permissions of binance/ }));
  await screen.findByText('The key can withdraw or transfer money.');
  expect(screen.getByText('Refused')).toBeTruthy();
  expect(asked).toContain('POST /api/v1/venue-keys/binance/trading/check');
});
