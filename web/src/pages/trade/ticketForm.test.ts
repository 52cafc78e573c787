// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { BLANK_TICKET, orderOf, ticketMistakes } from './ticketForm';

const limit = { ...BLANK_TICKET, quantity: ' 0.10 ', limit_price: '64000', stop_price: '1' };

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
    time_in_force: 'GTC',
    quantity: '0.10',
    limit_price: '64000',
  });
  expect(orderOf('BTC/USDT', { ...limit, type: 'market', post_only: true })).toEqual({
    pair: 'BTC/USDT',
    side: 'buy',
    type: 'market',
    time_in_force: 'IOC',
    quantity: '0.10',
  });
});
