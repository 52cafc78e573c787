// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { Operation } from '@/api/openapi';
import { curlOf, KEY, requestOf } from './request';
import type { Method, Route } from './routes';

function routeOf(method: Method, path: string, operation: Operation): Route {
  return { id: 'x', method, path, tag: 'x', operation };
}
const text = { type: 'string' };
const candles = routeOf('get', '/api/v1/runs/{id}', {
  parameters: [
    { name: 'id', in: 'path', required: true, schema: text },
    { name: 'limit', in: 'query', required: false, schema: text },
  ],
});
const place = routeOf('post', '/api/v1/orders', {
  parameters: [{ name: KEY, in: 'header', required: true, schema: text }],
  requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
});

it('puts each value where it belongs, and leaves out what is empty', () => {
  const values = { id: 'a/b c', limit: '' };
  expect(requestOf(candles, { values, body: '' })).toEqual({
    method: 'GET',
    target: '/api/v1/runs/a%2Fb%20c',
    headers: { Accept: 'application/json' },
  });
  expect(requestOf(candles, { values: { id: '1', limit: '5' }, body: '' })).toMatchObject({
    target: '/api/v1/runs/1?limit=5',
  });
});

it('says what is missing or malformed instead of sending it', () => {
  expect(requestOf(candles, { values: { id: ' ' }, body: '' })).toBe('Fill in id.');
  expect(requestOf(place, { values: {}, body: '{}' })).toBe(`Fill in ${KEY}.`);
  for (const body of ['', '{', '[]', 'null', '7']) {
    const said = requestOf(place, { values: { [KEY]: 'k' }, body });
    expect(said).toBe('The body is not a JSON object.');
  }
});

it('sends the key as a header and the body as it was written', () => {
  const body = '{ "quantity": "0.10" }';
  expect(requestOf(place, { values: { [KEY]: 'k1' }, body })).toEqual({
    method: 'POST',
    target: '/api/v1/orders',
    headers: { Accept: 'application/json', [KEY]: 'k1', 'Content-Type': 'application/json' },
    body,
  });
});

it('tells a shell the same, whatever quotes are in it', () => {
  const ready = requestOf(place, { values: { [KEY]: 'k' }, body: `{"reason":"it's"}` });
  expect(curlOf(ready as Exclude<typeof ready, string>, 'http://h')).toBe(
    `curl -X POST -H 'Authorization: Bearer keel_...' -H '${KEY}: k' ` +
      `-H 'Content-Type: application/json' -d '{"reason":"it'\\''s"}' 'http://h/api/v1/orders'`,
  );
});
