// SPDX-License-Identifier: MIT
import { errorOf, unreachable } from './problem';

export const API = '/api/v1';

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  body?: unknown;
  query?: Query;
  /** Sent twice with the same key, a request is done once. */
  key?: string;
  signal?: AbortSignal;
}

/** What is empty is left out: the server refuses parameters that it does not know or need. */
export function pathOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ''}`;
}

async function readBody(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  if (!isJson) return null;
  return response.json().catch(() => null);
}

async function send<Answer>(method: string, path: string, options: Options): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.key) headers['idempotency-key'] = options.key;
  if (method === 'POST' || method === 'PATCH') {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body ?? {});
  }
  if (options.signal) init.signal = options.signal;
  const response = await fetch(pathOf(path, options.query), init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  });
  const body = await readBody(response);
  if (!response.ok) throw errorOf(response.status, body);
  return body as Answer;
}

export const api = {
  get: <A>(path: string, query?: Query, signal?: AbortSignal) =>
    send<A>('GET', path, { ...(query && { query }), ...(signal && { signal }) }),
  post: <A>(path: string, body?: unknown, key?: string) =>
    send<A>('POST', path, { body, ...(key && { key }) }),
  patch: <A>(path: string, body: unknown, key: string) => send<A>('PATCH', path, { body, key }),
  delete: <A>(path: string) => send<A>('DELETE', path, {}),
};
