// SPDX-License-Identifier: MIT
// A request as it will be sent, made from what was filled in, and the same as a command line.
import type { Parameter } from '@/api/openapi';
import { bodyOf, type Route } from './routes';

export const KEY = 'Idempotency-Key';

export interface Filled {
  /** Of path, query and header, by name; "" is left out. */
  values: Record<string, string>;
  /** JSON. */
  body: string;
}

export interface Ready {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body?: string;
}

/** The request, or one sentence about what is wrong with it. */
export function requestOf(route: Route, { values, body }: Filled): Ready | string {
  const parameters = route.operation.parameters ?? [];
  const missing = parameters.find(({ name, required }) => required && !values[name]?.trim());
  if (missing) return `Fill in ${missing.name}.`;
  const ready: Ready = {
    method: route.method.toUpperCase(),
    target: targetOf(route.path, parameters, values),
    headers: { Accept: 'application/json' },
  };
  for (const { name, in: place } of parameters) {
    if (place === 'header') ready.headers[name] = values[name]?.trim() ?? '';
  }
  if (route.method !== 'post' && route.method !== 'patch') return ready;
  ready.headers['Content-Type'] = 'application/json';
  ready.body = bodyOf(route) ? body : '{}';
  return isObject(ready.body) ? ready : 'The body is not a JSON object.';
}

function targetOf(path: string, parameters: Parameter[], values: Record<string, string>): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place } of parameters) {
    const value = values[name]?.trim() ?? '';
    if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === 'query' && value) query.set(name, value);
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** For a shell, with a key of a program in the place of the sign-in. */
export function curlOf({ method, target, headers, body }: Ready, origin: string): string {
  const parts = ['curl'];
  if (method !== 'GET') parts.push('-X', method);
  const sent = { Authorization: 'Bearer keel_...', ...headers };
  for (const [name, value] of Object.entries(sent)) {
    if (name !== 'Accept') parts.push('-H', quoted(`${name}: ${value}`));
  }
  if (body !== undefined) parts.push('-d', quoted(body));
  return [...parts, quoted(origin + target)].join(' ');
}
