// SPDX-License-Identifier: MIT
// One hook an endpoint that is read.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { ApiError } from './problem';
import type * as t from './types';

type Filter = Record<string, string | number | boolean | undefined>;

const SLOW_MS = 30_000;

function useGet<Answer>(
  path: string,
  query: Filter = {},
  refetchInterval: number | false = false,
  enabled = true,
) {
  return useQuery({
    enabled,
    queryKey: [path, query],
    queryFn: ({ signal }) => api.get<Answer>(path, query, signal),
    refetchInterval,
  });
}

/** A list that is read page by page, newest first. */
function useList<Row>(path: string, query: Filter = {}, limit = 200) {
  return useInfiniteQuery({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<t.Page<Row>>(path, { ...query, limit, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  });
}

export const useDesk = () => useGet<t.Desk>('/desk');

/** null: not signed in. */
export function useMe(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['/me'],
    queryFn: ({ signal }) =>
      api.get<t.Me>('/me', {}, signal).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
}

export const useFirstStatus = () => useGet<t.StatusView>('/status');
export const usePositions = () => useGet<t.PositionsView>('/positions', {}, 5000);
export const usePortfolio = () => useGet<t.Page<t.PositionRow>>('/portfolio');
export const useAccountSums = () => useGet<t.AccountSums>('/portfolio/sums', {}, 5000);
export const useClosedTrades = () => useList<t.ClosedTrade>('/closed-trades');
export const useTransfers = () => useGet<t.Page<t.Transfer>>('/transfers', {}, SLOW_MS);
export const useEquity = () => useGet<t.Page<t.EquityRow>>('/equity', { limit: 1000 });

export const useOrders = (query: Filter) => useList<t.OrderRow>('/orders', query);
export const useOrder = (id: number) => useGet<t.OrderDetail>(`/orders/${id}`);
export const useFills = (query: Filter) => useList<t.FillRow>('/fills', query);

export const useParents = () => useList<t.ParentView>('/parents');
export const useParent = (id: number) => useGet<t.ParentDetail>(`/parents/${id}`);

export const useDecisions = (query: Filter) => useList<t.DecisionRow>('/decisions', query);
export const useDecision = (id: number) => useGet<t.DecisionDetail>(`/decisions/${id}`);
/** It is the same for ever: a decision and its bars do not change. */
export const useDecisionReplay = (id: number) =>
  useQuery({
    queryKey: [`/decisions/${id}/replay`],
    queryFn: ({ signal }) => api.get<t.DecisionReplay>(`/decisions/${id}/replay`, {}, signal),
    staleTime: Infinity,
    retry: false,
  });
export const useRefusals = () => useList<t.RefusalRow>('/refusals');
export const useAlerts = (query: Filter) => useList<t.AlertRow>('/alerts', query);
export const useAlerting = (enabled: boolean) =>
  useGet<t.AlertingView>('/alerts/summary', {}, SLOW_MS, enabled);
export const useFirings = () => useList<t.AlertFiring>('/alert-firings');
export const useAlertRules = () => useGet<t.Page<t.AlertRule>>('/alert-rules');
export const useAlertFigures = () => useGet<t.Page<t.FigureView>>('/alert-figures', {}, 5000);
export const useAlertChannels = () => useGet<t.Page<t.ChannelView>>('/alert-channels', {}, 5000);
export const useStrategies = () => useGet<t.Page<t.StrategyView>>('/strategies', {}, 5000);

export const useLimits = () => useGet<t.LimitsView>('/risk/limits');
export const useRiskSummary = () => useGet<t.RiskSummary>('/risk/summary', {}, 3000);

export const useRiskMeasures = () => useGet<t.MeasuresView>('/risk/measures', {}, SLOW_MS);
export const useCorrelation = () => useGet<t.CorrelationView>('/risk/correlation', {}, SLOW_MS);
export const useStress = () => useGet<t.StressView>('/risk/stress', {}, SLOW_MS);
export const useRuin = () => useGet<t.RuinView>('/risk/ruin', {}, SLOW_MS);

export const useSignals = () => useGet<t.Page<t.SignalView>>('/signals', { limit: 1000 }, SLOW_MS);

export const useForecast = (query: Filter, enabled: boolean) =>
  useGet<t.LabForecast>('/montecarlo', query, false, enabled);
export const useCalibration = (query: Filter, enabled: boolean) =>
  useGet<t.LabCalibration>('/montecarlo/calibration', query, false, enabled);
export const useRegimes = (query: Filter, enabled: boolean) =>
  useGet<t.RegimesView>('/regimes', query, SLOW_MS, enabled);
export const useRegimesNow = (enabled: boolean) =>
  useGet<t.RegimesNow>('/regimes/now', {}, SLOW_MS, enabled);

export const useOptionPrice = (query: Filter, enabled: boolean) =>
  useGet<t.OptionPrice>('/options/price', query, SLOW_MS, enabled);
export const useOptionChain = (query: Filter, enabled: boolean) =>
  useGet<t.OptionChain>('/options/chain', query, SLOW_MS, enabled);
/** A question with a body; null: nothing is asked. */
export const useOptionSmile = (body: t.OptionSmileBody | null) =>
  useQuery({
    enabled: body !== null,
    queryKey: ['/options/smile', body],
    queryFn: () => api.post<t.OptionSmile>('/options/smile', body),
    retry: false,
  });

export const useInstruments = () => useGet<t.Page<t.InstrumentView>>('/instruments');
export const useCandles = (query: { pair: string; limit: number }) =>
  useGet<t.Page<t.Candle>>('/candles', query, SLOW_MS);

export const useSystem = () => useGet<t.SystemView>('/system', {}, 2000);
export const useConfig = () => useGet<t.ConfigView>('/config');
export const useRuns = () => useList<t.RunView>('/runs');
export const useRun = (id: string) =>
  useGet<t.RunDetail>(`/runs/${encodeURIComponent(id)}`);
export const useComparedRuns = (ids: string[]) =>
  useGet<t.ComparedRuns>('/runs/compare', { ids: ids.join(',') });
export const useJobs = () => useGet<t.Page<t.JobView>>('/jobs', { limit: 100 });
export const useSweeps = () => useList<t.SweepView>('/sweeps');
export const useSweep = (id: string) =>
  useGet<t.SweepDetail>(`/sweeps/${encodeURIComponent(id)}`);
export const useResearch = () => useList<t.ResearchView>('/research', {}, 100);
/** What was found out does not change. */
export const useResearchResult = (id: string) =>
  useQuery({
    queryKey: [`/research/${id}`],
    queryFn: ({ signal }) =>
      api.get<t.ResearchDetail>(`/research/${encodeURIComponent(id)}`, {}, signal),
    staleTime: Infinity,
  });
export const useIntegrity = (query: Filter, enabled: boolean) =>
  useGet<t.IntegrityBadge>('/integrity', query, false, enabled);
export const useData = () => useList<t.SeriesView>('/data');
export const useGaps = (venue: string, pair: string, timeframe: string) =>
  useGet<t.SeriesGaps>('/data/gaps', { venue, pair, timeframe });

export const useUsers = () => useGet<t.Page<t.UserView>>('/users');
export const useKeys = () => useGet<t.Page<t.KeyView>>('/keys');
export const useVenueKeys = () => useGet<t.Page<t.VenueKey>>('/venue-keys');
export const useAudit = () => useList<t.AuditRow>('/audit');
