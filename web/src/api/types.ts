// SPDX-License-Identifier: MIT
// What the dashboard expects of the server: one type an endpoint or stream channel, its path above
// it, all below /api/v1. Amounts are decimal strings and are never read as floating point where
// money is shown; times are ISO 8601 strings with nanoseconds; statistics are numbers; identifiers
// of rows are JSON integers.

/** A decimal number as text, such as "-0.50". */
export type Decimal = string;
/** "2026-11-29T00:00:00.000000000Z". */
export type Time = string;

/** Every error: application/problem+json (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** One sentence for people; absent for 401 and 403. */
  detail?: string;
  /** The field of the body or the query that is wrong. */
  field?: string;
}

/** Every list: newest first; `?limit=&cursor=`. */
export interface Page<Row> {
  items: Row[];
  next: string | null;
}

// ---- Access -------------------------------------------------------------------------------------

export type Mode = 'simulated' | 'paper' | 'testnet' | 'live';
export type Role = 'viewer' | 'trader' | 'risk' | 'admin';

/** GET /desk (public) */
export interface Desk {
  mode: Mode;
  name: string;
  needs_setup: boolean;
  is_demo: boolean;
  /** Of Keel, such as "0.9.0". */
  version?: string;
}

/** GET /me; also the answer of POST /login, /setup and /link */
export interface Me {
  user: string;
  role: Role;
  /** A change takes the password again: POST /reauthenticate. */
  is_stale: boolean;
}

/** POST /reauthenticate -> Me; asked for by a problem of the type "/problems/show-password" */
export interface PasswordBody {
  password: string;
}

/** POST /login */
export interface LoginBody {
  user: string;
  password: string;
}

/** POST /setup */
export interface SetupBody extends LoginBody {
  token: string;
}

/** POST /link */
export interface LinkBody {
  token: string;
}

/** POST /stream-tickets (no body) */
export interface StreamTicket {
  ticket: string;
}

// ---- The session --------------------------------------------------------------------------------

export interface StoppedView {
  /** "everything", "BTC/USDT", "strategy ema_cross". */
  scope: string;
  rule: string;
  by: string;
  reason: string;
  since: Time | null;
}

export interface ConnectionView {
  market_up: boolean;
  market_silent: boolean;
  account_up: boolean;
  /** When the last message of the mute stream came. */
  silent_since: Time | null;
  clock_known: boolean;
  clock_offset_ms: number;
  clock_uncertainty_ms: number;
  /** Fraction of the request budget. */
  weight_used: number;
  /** Fraction of the order budget. */
  orders_used: number;
  closed_until: Time | null;
}

export type TradingState = 'trading' | 'reducing' | 'halted' | 'not_in_step';

/** GET /status; channel "status" (the whole object each time, conflated) */
export interface StatusView {
  session: string;
  id: string;
  process: number;
  state: TradingState;
  /** The account's currency. */
  account: string;
  time: Time;
  started: Time;
  equity: Decimal;
  day_profit: Decimal;
  day_since: Time;
  in_step: boolean;
  open_orders: number;
  unknown_orders: number;
  orders_sent: number;
  disputes: number;
  refusals: number;
  /** Rule and count. */
  refused_by: Record<string, number>;
  /** Orders that the venue did not take, since the start. */
  rejections: number;
  /** Reason and count. */
  rejected_for: Record<string, number>;
  /** Since this start: something was held whose stop was not at the venue. */
  unprotected_seconds: number;
  /** Of whom that is so now. */
  unprotected: string[];
  stopped: StoppedView[];
  connection: ConnectionView;
  alerts: string[];
}

// ---- Account ------------------------------------------------------------------------------------

export interface PositionView {
  pair: string;
  strategy: string;
  quantity: Decimal;
  cost: Decimal;
  last_price: Decimal;
  value: Decimal;
  /** Value less cost, fees not counted. */
  profit: Decimal;
  /** Less than an order can sell. */
  dust: boolean;
}

export interface BalanceView {
  currency: string;
  amount: Decimal;
}

/** GET /positions */
export interface PositionsView {
  account: string;
  equity: Decimal;
  positions: PositionView[];
  balances: BalanceView[];
}

/**
 * GET /portfolio -> Page<PositionRow>; channel "positions" (rows); key venue account strategy pair
 */
export interface PositionRow {
  venue: string;
  account: string;
  strategy: string;
  pair: string;
  quantity: Decimal;
  entry_price: Decimal | null;
  mark_price: Decimal | null;
  realized_pnl: Decimal;
  unrealized_pnl: Decimal | null;
  updated: Time;
}

/**
 * GET /equity?from=&to=&limit=&cursor= -> Page<EquityRow>; channel "equity" (rows); key account
 * time
 */
export interface EquityRow {
  account: string;
  time: Time;
  equity: Decimal;
  cash: Decimal;
  exposure: Decimal;
  drawdown: number | null;
  currency: string;
}

// ---- Orders -------------------------------------------------------------------------------------

export type Side = 'buy' | 'sell';
export type OrderType =
  'market' | 'limit' | 'stop' | 'stop_limit' | 'take_profit' | 'trailing_stop';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTD';
export type OrderState =
  | 'PENDING_NEW'
  | 'UNKNOWN'
  | 'WORKING'
  | 'PARTIALLY_FILLED'
  | 'PENDING_AMEND'
  | 'PENDING_CANCEL'
  | 'FILLED'
  | 'CANCELED'
  | 'REJECTED';

/**
 * GET /orders?open=true|false&pair=&strategy=&state=&limit=&cursor= -> Page<OrderRow>;
 * channel "orders" (rows); key order_id
 */
export interface OrderRow {
  order_id: number;
  client_order_id: string;
  venue_order_id: string | null;
  venue: string;
  account: string;
  pair: string;
  strategy: string;
  side: Side;
  type: OrderType;
  time_in_force: TimeInForce;
  quantity: Decimal;
  filled: Decimal;
  limit_price: Decimal | null;
  stop_price: Decimal | null;
  average_price: Decimal | null;
  state: OrderState;
  reason: string;
  decision: number | null;
  created: Time;
  updated: Time;
}

/**
 * One version of the order, in order of time: what its row was after each record of the journal.
 */
export interface OrderStep {
  time: Time;
  state: OrderState;
  filled: Decimal;
}

/** GET /orders/{id} */
export interface OrderDetail {
  order: OrderRow;
  steps: OrderStep[];
  fills: FillRow[];
}

/**
 * GET /fills?pair=&order_id=&limit=&cursor= -> Page<FillRow>; channel "fills"; key venue account
 * pair trade_id
 */
export interface FillRow {
  venue: string;
  account: string;
  pair: string;
  trade_id: string;
  order_id: number;
  strategy: string;
  side: Side;
  liquidity: 'maker' | 'taker' | 'internal';
  quantity: Decimal;
  price: Decimal;
  /** Of fee_currency; negative is a rebate. */
  fee: Decimal;
  fee_currency: string;
  time: Time;
}

/** POST /orders (header Idempotency-Key) -> 201 PlacedView; POST /orders/check -> OrderCheck */
export interface OrderBody {
  pair: string;
  side: Side;
  type: 'market' | 'limit';
  time_in_force?: TimeInForce;
  quantity: Decimal;
  limit_price?: Decimal;
  post_only?: boolean;
  reason?: string;
}

/** POST /orders */
export interface PlacedView {
  done: string;
  /** The same key had placed it before. */
  is_known: boolean;
  order: { id: number };
}

export interface CheckFinding {
  rule: string;
  /** One sentence. */
  text: string;
}

/** POST /orders/check */
export interface OrderCheck {
  allowed: boolean;
  /** "0" where refused; less than asked where the limits make it smaller. */
  approved: Decimal;
  refusals: CheckFinding[];
  /** The worst price (of a sale at the market: expected), and what follows; null where refused. */
  price: Decimal | null;
  value: Decimal | null;
  fee: Decimal | null;
  /** The most that would pass now at the market. */
  head_room: Decimal;
}

/** DELETE /orders/{id}, PATCH /orders/{id}, POST /halt, /resume, /flatten */
export interface ActView {
  done: string;
  what: string[];
}

/** PATCH /orders/{id} */
export interface AmendBody {
  quantity?: Decimal;
  price?: Decimal;
}

// ---- Large orders -------------------------------------------------------------------------------

export type WaitsFor =
  | 'nothing'
  | 'start'
  | 'schedule'
  | 'pace'
  | 'participation'
  | 'price'
  | 'minimum'
  | 'answers'
  | 'end';

/** How far an algorithm is, as the session last said. */
export interface LargeOrderView {
  id: number;
  pair: string;
  side: Side;
  algorithm: string;
  strategy: string;
  reason: string;
  quantity: Decimal;
  filled: Decimal;
  working: Decimal;
  left: Decimal;
  arrival_price: Decimal;
  average_price: Decimal | null;
  started: Time;
  ends: Time;
  /** When it acts again, if nothing comes before; null: not before its end. */
  next: Time | null;
  waits_for: WaitsFor;
}

/**
 * GET /parents?open=true|false&pair=&strategy=&limit=&cursor= -> Page<ParentView>; channel
 * "parents" (rows); key parent. Prices and costs (quote currency, positive is a cost, adding up to
 * the total) are there once it has ended.
 */
export interface ParentView {
  parent: number;
  pair: string;
  strategy: string;
  side: Side;
  algorithm: string;
  state: 'working' | 'stopped' | 'ended';
  quantity: Decimal;
  filled: Decimal;
  /** Orders that were sent for it. */
  children: number;
  reason: string;
  decision: number | null;
  started: Time;
  updated: Time;
  /** measured, partly measured, assumed. */
  prices: string | null;
  decision_price: Decimal | null;
  arrival_price: Decimal | null;
  average_price: Decimal | null;
  interval_vwap: Decimal | null;
  delay: Decimal | null;
  timing: Decimal | null;
  spread: Decimal | null;
  impact: Decimal | null;
  fees: Decimal | null;
  opportunity: Decimal | null;
  total: Decimal | null;
  total_bps: number | null;
  /** null once it is over, and while the session does not answer. */
  work: LargeOrderView | null;
}

/** GET /parents/{id} */
export interface ParentDetail {
  parent: ParentView;
  orders: OrderRow[];
}

// ---- Decisions ----------------------------------------------------------------------------------

/**
 * GET /decisions?strategy=&pair=&outcome=&limit=&cursor= -> Page<DecisionRow>;
 * channel "decisions"; key decision
 */
export interface DecisionRow {
  decision: number;
  time: Time;
  strategy: string;
  pair: string;
  score: number | null;
  target_share: number | null;
  /** hold, enter, increase, reduce, exit. */
  outcome: string;
  text: string;
}

export interface ScoreView {
  has_source: boolean;
  /** In [-1, 1]. */
  score: number;
}

export interface GateView {
  name: string;
  value: number;
  limit: number;
  passed: boolean;
}

export interface SizingView {
  name: string;
  share: number;
}

export interface ForecastView {
  probability_up: number;
  probability_up_error: number;
  expected_return: number;
  expected_return_error: number;
  deviation: number;
  value_at_risk: number;
  expected_shortfall: number;
}

export interface OutcomeView {
  /** technical, momentum, correlation, sentiment, machine learning. */
  scores: ScoreView[];
  weights: number[];
  conviction: number;
  alpha: number;
  holding_steps: number;
  forecast: ForecastView | null;
  gates: GateView[];
  /** The smallest wins. */
  sizing: SizingView[];
  action: string;
  why: string;
  target_share: number;
}

export interface SignalView {
  driver: string;
  faded: {
    category: string;
    risk_budget: number;
    value: number;
    confidence: number;
    decay: number;
  };
  half_life_s: number;
  emitted_at: Time;
}

/** Quantiles of the simulated price, by step from now (step 0 is the price of the decision). */
export interface Fan {
  paths: number;
  seed: string;
  /** Seconds of a step. */
  step_s: number;
  levels: number[];
  /** One array a level, each of horizon + 1 prices. */
  prices: number[][];
}

/** GET /decisions/{id} */
export interface DecisionDetail {
  decision: DecisionRow;
  /** null where only the row is kept. */
  outcome: OutcomeView | null;
  signals: SignalView[];
  /** Computed again from the kept inputs; null without a forecast. */
  fan: Fan | null;
  orders: OrderRow[];
  refusals: RefusalRow[];
}

/** GET /refusals?limit=&cursor= -> Page<RefusalRow>; channel "refusals"; key refusal */
export interface RefusalRow {
  refusal: number;
  time: Time;
  strategy: string;
  pair: string;
  side: Side;
  asked: Decimal;
  /** "0": refused. */
  approved: Decimal;
  /** Separated by commas. */
  rules: string;
  decision: number | null;
}

/** GET /alerts?severity=&limit=&cursor= -> Page<AlertRow>; channel "alerts"; key alert */
export interface AlertRow {
  alert: number;
  time: Time;
  severity: 'note' | 'warning' | 'critical';
  rule: string;
  text: string;
}

/** GET /strategies -> Page<StrategyView> */
export interface StrategyView {
  name: string;
  pairs: string[];
  timeframe: string;
  /** That were set; others are defaults. */
  params: Record<string, string>;
  /** Why it is off; null while it runs. */
  stopped: StoppedView | null;
  realized_pnl: Decimal;
  unrealized_pnl: Decimal;
  /** Value of what it holds. */
  exposure: Decimal;
  open_orders: number;
}

// ---- Risk ---------------------------------------------------------------------------------------

export interface LimitView {
  name: string;
  /** null: not enforced. */
  value: number | null;
}

/** GET /risk/limits; the answer of PATCH /risk/limits */
export interface LimitsView {
  done: string;
  limits: LimitView[];
}

/** PATCH /risk/limits */
export interface LimitsBody {
  reason: string;
  /** null: no longer enforced. */
  limits: Record<string, number | null>;
}

/** One limit and how much of it is used now. */
export interface RiskUse {
  /** The limit's name, such as "gross_exposure". */
  name: string;
  /** A pair, a strategy or a venue where it is about one of many; else "". */
  scope: string;
  /** Money of the account's currency, or a whole number. */
  unit: 'money' | 'count';
  /** null: each order is held to it by itself. Below zero: a gain since the drawdown's mark. */
  used: Decimal | null;
  limit: Decimal;
  /** limit less used; below zero where the limit is passed. */
  room: Decimal;
  /** Of the limit. */
  share: number | null;
  /** The equity that the limit is a share of. */
  of: Decimal | null;
}

/** A drawdown limit that has tripped; it lets go by itself. */
export interface LatchView {
  rule: string;
  state: 'reducing' | 'halted';
  until: Time;
}

/** GET /risk/summary */
export interface RiskSummary {
  account: string;
  time: Time;
  equity: Decimal;
  state: StatusView['state'];
  breaker: 'off' | 'active' | 'reducing' | 'halted';
  latches: LatchView[];
  killed: boolean;
  stopped: StoppedView[];
  uses: RiskUse[];
}

/** POST /halt (without confirm), /resume, /flatten (confirm must be true) */
export interface ScopeBody {
  reason: string;
  pair?: string;
  strategy?: string;
  /** /resume: absent or false says only what would be done. */
  confirm?: boolean;
}

// ---- Market -------------------------------------------------------------------------------------

/** GET /instruments -> Page<InstrumentView> */
export interface InstrumentView {
  venue: string;
  pair: string;
  base: string;
  quote: string;
  tick: Decimal;
  lot: Decimal;
  min_notional: Decimal;
}

/** GET /tickers -> Page<TickerView>; channel "tickers" (rows, conflated); key pair */
export interface TickerView {
  pair: string;
  time: Time;
  last: Decimal | null;
  bid: Decimal | null;
  ask: Decimal | null;
  /** Of the last 24 hours; null before they are known. */
  open_24h: Decimal | null;
  high_24h: Decimal | null;
  low_24h: Decimal | null;
  /** Base units. */
  volume_24h: Decimal | null;
}

/**
 * GET /candles?pair=&limit=&cursor= -> Page<Candle>, of the session's timeframe;
 * channel "candles:PAIR" (rows); key time
 */
export interface Candle {
  /** Its open. */
  time: Time;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface BookLevel {
  price: Decimal;
  quantity: Decimal;
}

/** GET /book?pair= ; channel "book:PAIR" (the whole book each time, conflated); best first */
export interface BookView {
  pair: string;
  time: Time;
  bids: BookLevel[];
  asks: BookLevel[];
}

/** GET /trades?pair=&limit= -> Page<TradeView>; channel "trades:PAIR" (rows); key trade_id */
export interface TradeView {
  trade_id: string;
  time: Time;
  price: Decimal;
  quantity: Decimal;
  /** Of whoever took. */
  side: Side;
}

// ---- System -------------------------------------------------------------------------------------

export interface FeedView {
  name: string;
  is_up: boolean;
}

/** GET /system */
export interface SystemView {
  version: string;
  /** Of the server. */
  started: Time;
  /** Of the session, while it runs. */
  process: number | null;
  /** Of the server's process. */
  peak_memory_bytes: number;
  /** Why the journal is not followed any more. */
  journal_failure: string | null;
  /** Of its last record that was read. */
  journal_time: Time;
  stream_clients: number;
  /** Of the session to its venue. */
  connection: ConnectionView | null;
  feeds: FeedView[];
}

/** One setting by its path, such as "risk.daily_halt"; null: not set. */
export interface SettingView {
  key: string;
  value: string | null;
}

/** GET /config; secrets are never in it */
export interface ConfigView {
  started: Time;
  version: string;
  settings: SettingView[];
}

// ---- Research -----------------------------------------------------------------------------------

/**
 * GET /runs -> Page<RunView> (as `keel list-runs --json`, newest first); GET /runs/{id}/report ->
 * HTML
 */
export interface RunView {
  run_id: string;
  created_at: Time;
  strategy: string;
  pairs: string[];
  timeframe: string;
  from: Time;
  to: Time;
  risk_profile: string;
  journal_hash: string;
  total_return: number | null;
  cagr: number | null;
  sharpe: number | null;
  max_drawdown: number | null;
  trades: number | null;
  /** The integrity verdict: sound, caution or doubt. */
  belief: string;
  synthetic: boolean;
}

/** GET /jobs -> Page<JobView>; GET /jobs/{id}; channel "jobs" (rows); key id */
export interface JobView {
  id: string;
  kind: string;
  title: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'canceled';
  /** 0 to 1; null where not known. */
  progress: number | null;
  /** One sentence: what it does now, or why it failed. */
  text: string;
  created: Time;
  ended: Time | null;
  by: string;
  /** The run that it made. */
  run_id: string | null;
}

/** POST /jobs/backtest -> 202 JobView; DELETE /jobs/{id} -> JobView */
export interface BacktestBody {
  strategy: string;
  /** Whose stored bars; absent: the configured venue's. */
  venue?: string;
  pairs: string[];
  timeframe: string;
  /** "20240101-20241231"; open ends allowed; absent: all there is. */
  timerange?: string;
  /** NAME to value. */
  params?: Record<string, string>;
  risk_profile?: string;
}

/** GET /data -> Page<SeriesView> (as `keel list-data --json`) */
export interface SeriesView {
  venue: string;
  pair: string;
  /** "1h", or "trades". */
  timeframe: string;
  from: Time;
  to: Time;
  rows: number;
  gaps: number | null;
  missing: number | null;
  synthetic: boolean;
  close_only: boolean;
  delisted_at: Time | null;
  bytes: number;
}

// ---- Administration -----------------------------------------------------------------------------

/** GET /users -> Page<UserView>; POST /users NewUserBody; PATCH, DELETE /users/{user}; all 204 */
export interface UserView {
  user: string;
  role: Role;
  created: Time;
  disabled: boolean;
}

/** POST /users */
export interface NewUserBody extends LoginBody {
  role: Role;
}

/** GET /keys -> Page<KeyView>; DELETE /keys/{id} -> 204 */
export interface KeyView {
  id: string;
  name: string;
  role: Role;
  created: Time;
  expires: Time;
  addresses: string[];
  /** Since the start of the server. */
  last_used: Time | null;
}

/** POST /keys */
export interface NewKeyBody {
  name: string;
  role: Role;
}

/** The answer of POST /keys: the only time that the token is told. */
export interface NewKey {
  id: string;
  token: string;
}

/** GET /audit?limit=&cursor= -> Page<AuditRow> */
export interface AuditRow {
  audit: number;
  time: Time;
  user: string;
  /** Such as "POST /api/v1/halt". */
  action: string;
  target: string;
  detail: string;
  address: string;
  /** Whether it was allowed. */
  ok: boolean;
}

// ---- Stream: GET /stream (WebSocket) ------------------------------------------------------------

export type ClientMessage =
  | { type: 'auth'; ticket: string }
  | { type: 'subscribe'; channels: string[]; since?: Record<string, number> }
  | { type: 'unsubscribe'; channels: string[] }
  | { type: 'ping' };

/**
 * A snapshot of a channel of rows is an array of rows (what a first page of its list would hold),
 * a delta an array of the rows that changed (of tickers and positions: or all of them). status and
 * book:PAIR send their whole object in both.
 */
export interface ChannelMessage {
  type: 'snapshot' | 'delta';
  channel: string;
  seq: number;
  ts: Time;
  data: unknown;
}

export type ServerMessage =
  | { type: 'welcome'; role: Role; ts: Time }
  | ChannelMessage
  | { type: 'error'; detail: string; channel?: string }
  | { type: 'pong' }
  | { type: 'beat'; ts: Time };
