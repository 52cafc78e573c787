// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { Schema } from '@/api/openapi';
import { exampleOf, kindOf, leastBody, membersOf } from './schemas';

const schemas: Record<string, Schema> = {
  Row: {
    type: 'object',
    properties: {
      side: { type: 'string', enum: ['buy', 'sell'] },
      price: { anyOf: [{ type: 'string', format: 'decimal' }, { type: 'null' }] },
      time: { type: 'string', format: 'date-time' },
    },
    required: ['side', 'price', 'time'],
  },
  Tree: {
    type: 'object',
    properties: { trees: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  },
};
const row: Schema = { $ref: '#/components/schemas/Row' };
const tree: Schema = { $ref: '#/components/schemas/Tree' };

it('says in words what a schema is', () => {
  expect(kindOf({ type: 'integer' })).toBe('whole number');
  expect(kindOf(schemas['Row']!.properties!['price']!)).toBe('decimal or null');
  expect(kindOf({ type: 'string', enum: ['buy', 'sell'] })).toBe('buy | sell');
  expect(kindOf({ type: 'array', items: row })).toBe('list of Row');
  expect(kindOf({ anyOf: [row, { type: 'null' }] })).toBe('Row or null');
  const table = { type: 'object', additionalProperties: { type: 'number' } };
  expect(kindOf(table)).toBe('table of number');
});

it('finds members through lists, tables and null', () => {
  const members = schemas['Row'];
  for (const schema of [row, { type: 'array', items: row }, { anyOf: [row, { type: 'null' }] }]) {
    expect(membersOf(schema, schemas)).toBe(members);
  }
  expect(membersOf({ type: 'object', additionalProperties: row }, schemas)).toBe(members);
  expect(membersOf({ type: 'string' }, schemas)).toBeUndefined();
});

it('makes an example, and one of a type that holds itself ends', () => {
  expect(exampleOf({ type: 'array', items: row }, schemas)).toEqual([
    { side: 'buy', price: '0', time: '2026-01-01T00:00:00.000000000Z' },
  ]);
  expect(JSON.stringify(exampleOf(tree, schemas)).length).toBeLessThan(200);
});

it('leaves out of a first body what need not be given', () => {
  const body = { ...schemas['Row'], required: ['side'] };
  expect(leastBody(body, schemas)).toEqual({ side: 'buy' });
});
