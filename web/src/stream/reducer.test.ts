// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { ChannelMessage } from './messages';
import { type ChannelKind, type ChannelState, EMPTY, reduce } from './reducer';

const ROWS: ChannelKind = { kind: 'rows', keyOf: (row) => String(row['id']), cap: 3 };
const OBJECT: ChannelKind = { kind: 'object' };

function message(type: 'snapshot' | 'delta', seq: number, data: unknown): ChannelMessage {
  return { type, channel: 'orders', seq, ts: '2026-11-29T00:00:00.000000000Z', data };
}

function after(kind: ChannelKind, messages: ChannelMessage[]): ChannelState {
  return messages.reduce((state, next) => {
    const step = reduce(kind, state, next);
    return step.outcome === 'taken' ? step.state : state;
  }, EMPTY);
}

const ids = (state: ChannelState) => [...state.rows.keys()];

it('keeps a snapshot oldest first and replaces rows by their key in place', () => {
  const state = after(ROWS, [
    message('snapshot', 7, [{ id: 2 }, { id: 1 }]),
    message('delta', 8, [{ id: 1, state: 'FILLED' }]),
  ]);
  expect(ids(state)).toEqual(['1', '2']);
  expect(state.rows.get('1')).toEqual({ id: 1, state: 'FILLED' });
  expect(state.seq).toBe(8);
});

it('takes one row as well as many', () => {
  const state = after(ROWS, [message('snapshot', 1, []), message('delta', 2, { id: 9 })]);
  expect(ids(state)).toEqual(['9']);
});

it('forgets the oldest rows over the cap', () => {
  const rows = [5, 4, 3, 2].map((id) => ({ id }));
  const state = after(ROWS, [message('snapshot', 1, rows), message('delta', 2, [{ id: 6 }])]);
  expect(ids(state)).toEqual(['4', '5', '6']);
});

it('tells a gap and leaves the state as it was', () => {
  const state = after(ROWS, [message('snapshot', 4, [{ id: 1 }])]);
  expect(reduce(ROWS, state, message('delta', 6, [{ id: 2 }])).outcome).toBe('gap');
  expect(reduce(ROWS, EMPTY, message('delta', 1, [])).outcome).toBe('gap');
});

it('leaves out what a resumed stream repeats', () => {
  const state = after(ROWS, [message('snapshot', 4, [{ id: 1 }])]);
  expect(reduce(ROWS, state, message('delta', 4, [{ id: 2 }])).outcome).toBe('repeated');
  expect(reduce(ROWS, state, message('delta', 5, [{ id: 2 }])).outcome).toBe('taken');
});

it('starts anew with a snapshot, even of a lower number: the server began again', () => {
  const state = after(ROWS, [
    message('snapshot', 90, [{ id: 1 }]),
    message('snapshot', 2, [{ id: 3 }]),
  ]);
  expect(ids(state)).toEqual(['3']);
  expect(state.seq).toBe(2);
});

it('lets an object skip numbers, which conflation leaves out', () => {
  const state = after(OBJECT, [
    message('snapshot', 1, { equity: '1' }),
    message('delta', 9, { equity: '2' }),
    message('delta', 8, { equity: 'old' }),
  ]);
  expect(state.value).toEqual({ equity: '2' });
});
