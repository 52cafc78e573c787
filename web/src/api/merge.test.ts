// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { mergeRows } from './merge';

const row = (id: number, text = '') => ({ id, text });

it('puts the stream over the list, newest first', () => {
  const rows = mergeRows([row(2, 'live'), row(9)], [row(3), row(2, 'old')], ({ id }) => id);
  expect(rows?.map(({ id }) => id)).toEqual([9, 3, 2]);
  expect(rows?.at(-1)?.text).toBe('live');
});

it('is unknown until one of them has come', () => {
  expect(mergeRows(undefined, undefined, ({ id }: { id: number }) => id)).toBeUndefined();
  expect(mergeRows([], undefined, ({ id }: { id: number }) => id)).toEqual([]);
});
