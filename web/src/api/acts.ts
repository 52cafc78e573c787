// SPDX-License-Identifier: MIT
// One hook an act: it says what was done, or why not, and makes what it changed be read again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tell } from '@/ui/toasts';
import { api } from './client';
import { sentenceOf } from './problem';
import type * as t from './types';

interface Act<Body, Answer> {
  run: (body: Body) => Promise<Answer>;
  /** One sentence about what was done; absent: the caller shows the answer itself. */
  told?: (answer: Answer) => string;
  /** First parts of the query keys that it changes. */
  changes?: string[];
}

function useAct<Body, Answer>({ run, told, changes = [] }: Act<Body, Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (answer) => {
      if (told) tell('done', told(answer));
      for (const key of changes) void queries.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => tell('failed', sentenceOf(error)),
  });
}

const done = ({ done }: { done: string }) => done;

export interface NewOrder {
  body: t.OrderBody;
  /** Made once for a wish, so that sending it twice places one order. */
  idempotencyKey: string;
}

export const usePlaceOrder = () =>
  useAct({
    run: ({ body, idempotencyKey }: NewOrder) =>
      api.post<t.ActView>('/orders', body, { 'idempotency-key': idempotencyKey }),
    told: done,
    changes: ['/orders', '/positions'],
  });

export const useCancelOrder = () =>
  useAct({
    run: (id: number) => api.delete<t.ActView>(`/orders/${id}`),
    told: done,
    changes: ['/orders', '/positions'],
  });

export const useAmendOrder = (id: number) =>
  useAct({
    run: (body: t.AmendBody) => api.patch<t.ActView>(`/orders/${id}`, body),
    told: done,
    changes: ['/orders', `/orders/${id}`],
  });

const SCOPE_CHANGES = ['/status', '/strategies', '/risk/summary', '/positions'];

export const useHalt = () =>
  useAct({
    run: (body: t.ScopeBody) => api.post<t.ActView>('/halt', body),
    told: done,
    changes: SCOPE_CHANGES,
  });

/** Without `confirm` it only says what it would do. */
export const useResume = () =>
  useAct({
    run: (body: t.ScopeBody) => api.post<t.ActView>('/resume', body),
    changes: SCOPE_CHANGES,
  });

export const useFlatten = () =>
  useAct({
    run: (body: t.ScopeBody) => api.post<t.ActView>('/flatten', body),
    changes: SCOPE_CHANGES,
  });

export const useChangeLimits = () =>
  useAct({
    run: (body: t.LimitsBody) => api.patch<t.LimitsView>('/risk/limits', body),
    told: done,
    changes: ['/risk/limits', '/risk/summary'],
  });

export const useStartBacktest = () =>
  useAct({
    run: (body: t.BacktestBody) => api.post<t.JobView>('/jobs/backtest', body),
    told: ({ title }) => `${title} is queued.`,
    changes: ['/jobs'],
  });

export const useCancelJob = () =>
  useAct({
    run: (id: string) => api.delete<t.JobView>(`/jobs/${id}`),
    told: ({ title }) => `${title} is canceled.`,
    changes: ['/jobs'],
  });

export const useAddUser = () =>
  useAct({
    run: (body: t.NewUserBody) => api.post<t.UserView>('/users', body),
    told: ({ user }) => `${user} can sign in.`,
    changes: ['/users'],
  });

export const useRemoveUser = () =>
  useAct({
    run: (user: string) => api.delete<null>(`/users/${encodeURIComponent(user)}`),
    told: () => 'The user is removed.',
    changes: ['/users'],
  });

export const useAddKey = () =>
  useAct({
    run: (body: t.NewKeyBody) => api.post<t.NewKey>('/keys', body),
    changes: ['/keys'],
  });

export const useRemoveKey = () =>
  useAct({
    run: (id: string) => api.delete<null>(`/keys/${encodeURIComponent(id)}`),
    told: () => 'The key is removed.',
    changes: ['/keys'],
  });
