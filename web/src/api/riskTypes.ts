// SPDX-License-Identifier: MIT
// The figures of the page Risk. Losses are above zero, in money of the account's currency or as
// shares of its equity; they are estimates, hence numbers. What there is not is null, and `why` says
// in one sentence why.
import type { Time } from './types';

/** What is held of a coin; `pair` prices it. */
export interface HeldView {
  coin: string;
  pair: string;
  value: number;
  share: number;
}

export interface TailView {
  level: number;
  value_at_risk: number | null;
  expected_shortfall: number | null;
  value_at_risk_share: number | null;
  expected_shortfall_share: number | null;
  why: string | null;
}

export interface MethodView {
  /** gate, historical, age_weighted, normal, ... */
  method: string;
  what: string;
  tails: TailView[];
}

export interface HorizonView {
  /** "1d", or a bar of the session. */
  horizon: string;
  observations: number;
  /** Why only the gate, or nobody, has an answer. */
  why: string | null;
  methods: MethodView[];
}

export interface VolatilityView {
  /** "" is the portfolio. */
  pair: string;
  /** Expected of the next day, as the gate has it. */
  day: number | null;
  days: number;
  why_no_day: string | null;
  /** Of the returns of bars. */
  bar: number | null;
  annual: number | null;
  bars: number;
  why_no_bar: string | null;
}

/** GET /risk/measures */
export interface MeasuresView {
  account: string;
  time: Time;
  equity: number;
  held: HeldView[];
  left_out: string[];
  horizons: HorizonView[];
  volatilities: VolatilityView[];
}

export interface LeftOutView {
  pair: string;
  why: string;
}

export interface MatrixView {
  step: string;
  estimator: string;
  observations: number;
  /** 0: the sample's own; 1: the mean correlation for all. */
  shrinkage: number | null;
  mean: number | null;
  pairs: string[];
  rows: number[][];
  /** By pair: those of one number are one bet. */
  clusters: number[];
  left_out: LeftOutView[];
  why: string | null;
}

/** GET /risk/correlation */
export interface CorrelationView {
  time: Time;
  /** What every two of a cluster have at least. */
  threshold: number;
  matrices: MatrixView[];
}

export interface StressRowView {
  name: string;
  description: string;
  /** Below zero: a loss. */
  profit: number;
  share: number;
  /** What the loss is made of. */
  prices: number;
  cash: number;
  stuck: number;
  leaving: number;
}

/** GET /risk/stress */
export interface StressView {
  account: string;
  time: Time;
  equity: number;
  cash: number;
  confidence: number;
  scenarios: StressRowView[];
  notes: string[];
  why: string | null;
}

export interface RuinCurveView {
  /** A share of today's equity. */
  loss: number;
  /** By step. */
  probability: number[];
  error: number[];
}

/** GET /risk/ruin */
export interface RuinView {
  step: '1d' | '1h';
  returns: number;
  mean: number;
  deviation: number;
  paths: number;
  mean_block: number;
  seed: number;
  steps: number[];
  curves: RuinCurveView[];
  why: string | null;
}
