// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { toldOf } from './told';

it('leaves out what only a terminal can do', () => {
  expect(toldOf({ done: 'order 9 buys 1 BTC/USDT: `keel orders` shows what became of it' })).toBe(
    'Order 9 buys 1 BTC/USDT.',
  );
  expect(toldOf({ done: 'sold: `keel positions` shows it; `keel resume` lets it on' })).toBe('Sold.');
});

it('keeps every other sentence whole', () => {
  expect(toldOf({ done: 'entries are on again' })).toBe('Entries are on again.');
  expect(toldOf({ done: 'Order 3 is sent: the venue has it.' })).toBe(
    'Order 3 is sent: the venue has it.',
  );
});
