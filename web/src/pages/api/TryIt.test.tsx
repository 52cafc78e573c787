// SPDX-License-Identifier: MIT
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Operation } from '@/api/openapi';
import { KEY } from './request';
import type { Method } from './routes';
import { TryIt } from './TryIt';

const ME = { user: 'ana', role: 'trader', is_stale: false };
const sent = vi.fn();

beforeEach(() => {
  sent.mockReset();
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url === '/api/v1/x') sent(url, init);
    const body = url === '/api/v1/me' ? ME : { done: 'yes' };
    return Promise.resolve(Response.json(body));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(method: Method, operation: Operation, role = 'trader') {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  queries.setQueryData(['/me'], { ...ME, role });
  queries.setQueryData(['/desk', {}], { mode: 'paper', name: 'desk' });
  render(
    <QueryClientProvider client={queries}>
      <TryIt route={{ id: 'x', method, path: '/api/v1/x', tag: 'x', operation }} schemas={{}} />
    </QueryClientProvider>,
  );
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const sendButton = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send…' });
const keyOf = (call: number) =>
  ((sent.mock.calls[call]?.[1] as RequestInit).headers as Record<string, string>)[KEY];

const ACT: Operation = {
  'x-role': 'trader',
  parameters: [{ name: KEY, in: 'header', required: true, schema: { type: 'string' } }],
};

it('sends a question at once and shows the answer', async () => {
  show('get', { 'x-role': 'viewer' });
  press('Send');
  expect(await screen.findByText(/"done": "yes"/)).toBeTruthy();
  expect(sent).toHaveBeenCalledTimes(1);
});

it('sends an act only once it is confirmed, and the next one with another key', async () => {
  show('post', ACT);
  press('Send…');
  expect(sent).not.toHaveBeenCalled();
  press('Do not send');
  expect(sent).not.toHaveBeenCalled();
  for (const _ of [1, 2]) {
    const before = sent.mock.calls.length;
    press('Send…');
    press('Send it');
    await waitFor(() => expect(sent.mock.calls.length).toBe(before + 1));
    await waitFor(() => expect(sendButton().disabled).toBe(false));
  }
  expect(keyOf(0)).toMatch(/^[0-9a-f]{32}$/);
  expect(keyOf(1)).not.toBe(keyOf(0));
});

it('offers nothing that the role does not allow', () => {
  show('post', ACT, 'viewer');
  expect(sendButton().disabled).toBe(true);
  expect(screen.getByText('This takes the role trader; yours is viewer.')).toBeTruthy();
});
