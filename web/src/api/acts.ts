// SPDX-License-Identifier: MIT
// One hook an act: it says what was done, or why not, and makes what it changed be read again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tell } from '@/ui/toasts';
import { api } from './client';
import { newIdempotencyKey } from './idempotency';
import { askPassword } from './passwordAgain';
import { ApiError, sentenceOf } from './problem';
import { toldOf } from './told';
import type * as t from './types';

interface Act<Body, Answer> {
  run: (body: Body, key: string) => Promise<Answer>;
  /** One sentence about what was done; absent: the caller shows the answer itself. */
  told?: (answer: Answer) => string;
  /** First parts of the query keys that it changes. */
  changes?: string[];
}

async function orAfterPassword<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ApiError && error.wantsPassword)) throw error;
    if (!(await askPassword())) throw error;
    return run();
  }
}

function useAct<Body, Answer>({ run, told, changes = [] }: Act<Body, Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => {
      const key = newIdempotencyKey();
      return orAfterPassword(() => run(body, key));
    },
    onSuccess: (answer) => {
      if (told) tell('done', told(answer));
      for (const key of changes) void queries.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => tell('failed', sentenceOf(error)),
  });
}

interface NewOrder {
  body: t.OrderBody;
  /** Made once for a wish, so that sending it twice places one order. */
  idempotencyKey: string;
}

export const usePlaceOrder = () =>
  useAct({
    run: ({ body, idempotencyKey }: NewOrder) =>
      api.post<t.PlacedView>('/orders', body, idempotencyKey),
    told: toldOf,
    changes: ['/orders', '/positions'],
  });

export const useCancelOrder = () =>
  useAct({
    run: (id: number) => api.delete<t.ActView>(`/orders/${id}`),
    told: toldOf,
    changes: ['/orders', '/positions'],
  });

export const useAmendOrder = (id: number) =>
  useAct({
    run: (body: t.AmendBody, key) => api.patch<t.ActView>(`/orders/${id}`, body, key),
    told: toldOf,
    changes: ['/orders', `/orders/${id}`],
  });

const SCOPE_CHANGES = ['/status', '/strategies', '/risk/summary', '/positions'];

export const useHalt = () =>
  useAct({
    run: (body: t.HaltBody, key) => api.post<t.ActView>('/halt', body, key),
    told: toldOf,
    changes: SCOPE_CHANGES,
  });

/** Without `confirm` it only says what it would do. */
export const useResume = () =>
  useAct({
    run: (body: t.ScopeBody, key) => api.post<t.ActView>('/resume', body, key),
    changes: SCOPE_CHANGES,
  });

export const useFlatten = () =>
  useAct({
    run: (body: t.ScopeBody, key) => api.post<t.ActView>('/flatten', body, key),
    changes: SCOPE_CHANGES,
  });

const strategyPath = (name: string) => `/strategies/${encodeURIComponent(name)}`;

export const usePauseStrategy = (name: string) =>
  useAct({
    run: (reason: string, key) =>
      api.post<t.ActView>(`${strategyPath(name)}/pause`, { reason }, key),
    told: toldOf,
    changes: SCOPE_CHANGES,
  });

export const useStopStrategy = (name: string) =>
  useAct({
    run: (reason: string, key) => {
      const body: t.StrategyActBody = { reason, confirm: true };
      return api.post<t.ActView>(`${strategyPath(name)}/stop`, body, key);
    },
    told: toldOf,
    changes: SCOPE_CHANGES,
  });

export const useSetParams = (name: string) =>
  useAct({
    run: (body: t.StrategyParamsBody, key) =>
      api.patch<t.ParamsView>(`${strategyPath(name)}/params`, body, key),
    told: toldOf,
    changes: ['/strategies'],
  });

export const useChangeLimits = () =>
  useAct({
    run: (body: t.LimitsBody, key) => api.patch<t.LimitsView>('/risk/limits', body, key),
    told: toldOf,
    changes: ['/risk/limits', '/risk/summary'],
  });

/** What was seen, and what is said of it. */
interface Seen {
  id: number;
  note?: string;
}
const noteOf = ({ note }: Seen) => (note ? { note } : {});

const SEEN_CHANGES = ['/alerts', '/alert-firings', '/alerts/summary'];

export const useAcknowledgeAlert = () =>
  useAct({
    run: (seen: Seen, key) =>
      api.post<t.AlertRow>(`/alerts/${seen.id}/acknowledge`, noteOf(seen), key),
    changes: SEEN_CHANGES,
  });

export const useAcknowledgeFiring = () =>
  useAct({
    run: (seen: Seen, key) =>
      api.post<t.AlertFiring>(`/alert-firings/${seen.id}/acknowledge`, noteOf(seen), key),
    changes: SEEN_CHANGES,
  });

export const useAcknowledgeAll = () =>
  useAct({
    run: (_: void, key) => api.post<t.AlertingView>('/alerts/acknowledge-all', {}, key),
    told: () => 'All that there was is acknowledged.',
    changes: SEEN_CHANGES,
  });

export const useAddRule = () =>
  useAct({
    run: (body: t.NewRuleBody, key) => api.post<t.AlertRule>('/alert-rules', body, key),
    told: ({ name }) => `“${name}” is looked at from now on.`,
    changes: ['/alert-rules'],
  });

export const useChangeRule = () =>
  useAct({
    run: ({ id, body }: { id: number; body: t.ChangeRuleBody }, key) =>
      api.patch<t.AlertRule>(`/alert-rules/${id}`, body, key),
    told: ({ name, enabled }) => `“${name}” is changed, and ${enabled ? 'on' : 'off'}.`,
    changes: ['/alert-rules'],
  });

export const useRemoveRule = () =>
  useAct({
    run: (id: number) => api.delete<null>(`/alert-rules/${id}`),
    told: () => 'The rule is removed.',
    changes: ['/alert-rules'],
  });

export const useAddChannel = () =>
  useAct({
    run: (body: t.NewChannelBody, key) => api.post<t.ChannelView>('/alert-channels', body, key),
    told: ({ name }) => `Rules can send to ${name} now. Test it.`,
    changes: ['/alert-channels'],
  });

export const useRemoveChannel = () =>
  useAct({
    run: (name: string) => api.delete<null>(`/alert-channels/${encodeURIComponent(name)}`),
    told: () => 'The channel is removed.',
    changes: ['/alert-channels'],
  });

export const useTestChannel = () =>
  useAct({
    run: (name: string, key) =>
      api.post<t.SentView>(`/alert-channels/${encodeURIComponent(name)}/test`, {}, key),
    told: ({ sent }) => sent,
    changes: ['/alert-channels'],
  });

export const useStartSweep = () =>
  useAct({
    run: (body: t.OptimizeBody, key) => api.post<t.JobView>('/jobs/optimize', body, key),
    told: ({ title }) => `${title} is queued.`,
    changes: ['/jobs'],
  });

export const useStartCourt = () =>
  useAct({
    run: (body: Partial<t.CourtBody>, key) => api.post<t.JobView>('/jobs/court', body, key),
    told: ({ title }) => `${title} is queued.`,
    changes: ['/jobs'],
  });

/** Each check has a path of its own, by the name of its verb. */
export const useStartCheck = () =>
  useAct({
    run: ({ check, body }: { check: string; body: object }, key) =>
      api.post<t.JobView>(`/jobs/${check}`, body, key),
    told: ({ title }) => `${title} is queued.`,
    changes: ['/jobs'],
  });

export const useStartBacktest = () =>
  useAct({
    run: (body: t.BacktestBody, key) => api.post<t.JobView>('/jobs/backtest', body, key),
    told: ({ title }) => `${title} is queued.`,
    changes: ['/jobs'],
  });

const queued = ({ title }: t.JobView) => `${title} is queued.`;

export const useStartDownload = () =>
  useAct({
    run: (body: t.DownloadBody, key) => api.post<t.JobView>('/jobs/download', body, key),
    told: queued,
    changes: ['/jobs'],
  });

export const useStartGenerate = () =>
  useAct({
    run: (body: t.GenerateBody, key) => api.post<t.JobView>('/jobs/generate', body, key),
    told: queued,
    changes: ['/jobs'],
  });

export const useStartImport = () =>
  useAct({
    run: (body: t.ImportBody, key) => api.post<t.JobView>('/jobs/import', body, key),
    told: queued,
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
    run: (body: t.NewUserBody, key) => api.post<null>('/users', body, key),
    told: () => 'The user can sign in.',
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
    run: (body: t.NewKeyBody, key) => api.post<t.NewKey>('/keys', body, key),
    changes: ['/keys'],
  });

export const useRemoveKey = () =>
  useAct({
    run: (id: string) => api.delete<null>(`/keys/${encodeURIComponent(id)}`),
    told: () => 'The key is removed.',
    changes: ['/keys'],
  });

/** It changes nothing at the venue; what came of it is shown beside the key. */
export const useCheckVenueKey = () =>
  useAct({
    run: ({ venue, account }: Pick<t.VenueKey, 'venue' | 'account'>, key) =>
      api.post<t.VenueKey>(`/venue-keys/${encodeURIComponent(venue)}/${account}/check`, {}, key),
    changes: ['/venue-keys'],
  });
