// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { BLANK_TICKET, orderOf, ticketMistakes } from './ticketForm';

const limit = { ...BLANK_TICKET, quantity: ' 0.10 ', limit_price: '64000' };

it('asks only for what the type needs', () => {
  expect(Object.keys(ticketMistakes(BLANK_TICKET))).toEqual(['quantity', 'limit_price']);
  expect(ticketMistakes({ ...BLANK_TICKET, type: 'market', quantity: '1' })).toEqual({});
  expect(Object.keys(ticketMistakes({ ...limit, quantity: '1e3' }))).toEqual(['quantity']);
  expect(Object.keys(ticketMistakes({ ...limit, quantity: '-1' }))).toEqual(['quantity']);
});

it('sends only what the type uses, digit for digit', () => {
  expect(orderOf('BTC/USDT', limit)).toEqual({
    pair: 'BTC/USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.10',
    time_in_force: 'GTC',
    limit_price: '64000',
  });
  expect(orderOf('BTC/USDT', { ...limit, type: 'market', post_only: true })).toEqual({
    pair: 'BTC/USDT',
    side: 'buy',
    type: 'market',
    quantity: '0.10',
  });
});

it('promises to take nothing only where the order may rest', () => {
  const post = { ...limit, post_only: true };
  expect(orderOf('BTC/USDT', post).post_only).toBe(true);
  expect(orderOf('BTC/USDT', { ...post, time_in_force: 'IOC' })).not.toHaveProperty('post_only');
});
