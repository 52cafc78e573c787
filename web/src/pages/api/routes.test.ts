// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { OpenApi } from '@/api/openapi';
import { requestOf } from './request';
import { answersOf, bodyOf, chaptersOf, routesOf } from './routes';
import { exampleOf, leastBody } from './schemas';

// The document of the real desk: what the page will meet.
const document = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as OpenApi;
const schemas = document.components?.schemas ?? {};
const routes = routesOf(document);

it('has every operation once, at an address of its own', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
  expect(routes.length).toBe(operations.length);
  expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
  expect(routes.find(({ id }) => id === 'get-orders-id')?.path).toBe('/api/v1/orders/{id}');
  for (const { id } of routes) expect(id).toMatch(/^[\w-]+$/);
});

it('finds operations by words of path, chapter and summary', () => {
  const found = (wish: string) =>
    chaptersOf(routes, wish).flatMap(([, members]) => members.map(({ id }) => id));
  expect(found('post orders check')).toEqual(['post-orders-check']);
  expect(found('kill switch')).toContain('post-halt');
  expect(found('nothing is called so')).toEqual([]);
  expect(found('').length).toBe(routes.length);
});

it('can show an example of every body and answer, and refers to nothing that is not there', () => {
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    expect(schemas[name ?? '']).toBeDefined();
  }
  for (const route of routes) {
    for (const { schema } of answersOf(route)) if (schema) exampleOf(schema, schemas);
  }
});

it('begins with a body that has only what must be given', () => {
  const body = bodyOf(routes.find(({ id }) => id === 'post-orders')!);
  expect(leastBody(body!, schemas)).toEqual({
    pair: '',
    side: 'buy',
    type: 'market',
    quantity: '0',
  });
});

it('can fill in every operation', () => {
  for (const route of routes) {
    const parameters = route.operation.parameters ?? [];
    const values = Object.fromEntries(parameters.map(({ name }) => [name, 'a/b']));
    const body = JSON.stringify(leastBody(bodyOf(route) ?? {}, schemas));
    const ready = requestOf(route, { values, body });
    expect(ready).toMatchObject({ method: route.method.toUpperCase() });
    if (typeof ready !== 'string') expect(ready.target).not.toContain('{');
  }
});
