// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { VenueKey, VenueKeyRights } from '@/api/types';
import { missingOf, rightsOf } from './venueKeys';

const KEY: VenueKey = {
  venue: 'binance',
  account: 'trading',
  key_variable: 'KEY',
  secret_variable: 'SECRET',
  key_set: true,
  secret_set: true,
  used: true,
  asks: 'binance',
  checked: null,
};
const RIGHTS: VenueKeyRights = {
  time: '2026-06-01T12:00:00Z',
  verdict: 'refused',
  sentence: 'the key can withdraw',
  reads: null,
  trades: true,
  withdraws: true,
  ip_bound: true,
};

it('names the variable that is missing', () => {
  expect(missingOf(KEY)).toBeNull();
  expect(missingOf({ ...KEY, secret_set: false })).toBe('set without its secret: SECRET');
  expect(missingOf({ ...KEY, key_set: false })).toBe('a secret without its key: KEY');
  expect(missingOf({ ...KEY, key_set: false, secret_set: false })).toBe('not set: KEY, SECRET');
});

it('warns of a key that can withdraw, and is silent of what the venue does not tell', () => {
  expect(rightsOf(RIGHTS)).toEqual([
    { name: 'trades', answer: 'yes', tone: 'quiet' },
    { name: 'withdraws', answer: 'yes', tone: 'bad' },
    { name: 'held to addresses', answer: 'yes', tone: 'quiet' },
  ]);
});

it('warns of a key that works from everywhere', () => {
  const open = rightsOf({ ...RIGHTS, withdraws: false, ip_bound: false });
  expect(open.filter(({ tone }) => tone !== 'quiet')).toEqual([
    { name: 'held to addresses', answer: 'no', tone: 'warn' },
  ]);
});
