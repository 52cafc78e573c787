// SPDX-License-Identifier: MIT
// Names for what the API takes and answers. The types themselves are generated from its document
// (docs/openapi.json) by `npm run types`, so the page cannot believe anything else than the server
// says. Amounts are decimal strings and are never read as floating point where money is shown;
// statistics are numbers.
import type { components, paths } from './generated';

type Schemas = components['schemas'];
/** What the body of a request is. */
type Body<Path extends keyof paths, Method extends 'post' | 'patch'> = NonNullable<
  paths[Path][Method]
> extends { requestBody?: { content: { 'application/json': infer Content } } }
  ? Content
  : never;

/** A decimal number as text, such as "-0.50". */
export type Decimal = string;
/** "2026-11-29T00:00:00.000000000Z". */
export type Time = string;

/** Every error: application/problem+json (RFC 9457). */
export type Problem = Schemas['Problem'];
/** Every list: newest first; `?limit=&cursor=`. */
export type Page<Row> = Pick<Schemas['OrderRowPage'], 'next'> & { items: Row[] };

export type Desk = Schemas['DeskView'];
export type Mode = Desk['mode'];
export type Me = Schemas['MeView'];
export type Role = Me['role'];
export type LoginBody = Body<'/api/v1/login', 'post'>;
export type SetupBody = Body<'/api/v1/setup', 'post'>;
export type LinkBody = Body<'/api/v1/link', 'post'>;
export type PasswordBody = Body<'/api/v1/reauthenticate', 'post'>;
export type StreamTicket = Schemas['TicketView'];

export type StatusView = Schemas['StatusView'];
export type StoppedView = Schemas['StoppedView'];
export type ConnectionView = Schemas['ConnectionView'];
export type ScopeBody = Body<'/api/v1/resume', 'post'>;
export type HaltBody = Body<'/api/v1/halt', 'post'>;
export type ActView = Schemas['ActView'];

export type PositionsView = Schemas['PositionsView'];
export type PositionRow = Schemas['PositionRow'];
export type EquityRow = Schemas['EquityRow'];
export type ClosedTrade = Schemas['ClosedTradeRow'];
export type Transfer = Schemas['TransferRow'];
export type AccountSums = Schemas['AccountSums'];

export type OrderRow = Schemas['OrderRow'];
export type OrderState = OrderRow['state'];
export type Side = OrderRow['side'];
export type OrderStep = Schemas['OrderStep'];
export type OrderDetail = Schemas['OrderDetail'];
export type FillRow = Schemas['FillRow'];
export type OrderBody = Body<'/api/v1/orders', 'post'>;
export type TimeInForce = NonNullable<OrderBody['time_in_force']>;
export type AmendBody = Body<'/api/v1/orders/{id}', 'patch'>;
export type OrderCheck = Schemas['OrderCheck'];
export type PlacedView = Schemas['PlacedView'];

export type ParentView = Schemas['ParentView'];
export type ParentDetail = Schemas['ParentDetail'];
export type LargeOrderView = Schemas['LargeOrderView'];
export type WaitsFor = LargeOrderView['waits_for'];

export type DecisionRow = Schemas['DecisionRow'];
export type DecisionDetail = Schemas['DecisionDetail'];
export type DecisionReplay = Schemas['DecisionReplayView'];
export type OutcomeView = Schemas['OutcomeView'];
export type ForecastView = Schemas['ForecastView'];
export type GateView = Schemas['GateView'];
export type SizingView = Schemas['SizingView'];
export type Fan = Schemas['FanView'];
export type RefusalRow = Schemas['RefusalRow'];
export type AlertRow = Schemas['AlertView'];
export type AlertFiring = Schemas['AlertFiring'];
export type AlertRule = Schemas['AlertRule'];
export type AlertingView = Schemas['AlertingView'];
export type FigureView = Schemas['FigureView'];
export type ChannelView = Schemas['ChannelView'];
export type NewRuleBody = Body<'/api/v1/alert-rules', 'post'>;
export type ChangeRuleBody = Body<'/api/v1/alert-rules/{id}', 'patch'>;
export type NewChannelBody = Body<'/api/v1/alert-channels', 'post'>;
export type SentView = Schemas['SentView'];
export type StrategyView = Schemas['StrategyView'];
export type ParamView = Schemas['ParamView'];
export type ParamsView = Schemas['ParamsView'];
export type StrategyParamsBody = Body<'/api/v1/strategies/{name}/params', 'patch'>;
export type StrategyActBody = Body<'/api/v1/strategies/{name}/stop', 'post'>;

export type RiskSummary = Schemas['RiskView'];
export type RiskUse = Schemas['LimitUseView'];
export type LatchView = Schemas['LatchView'];
export type LimitsView = Schemas['LimitsView'];
export type LimitView = Schemas['LimitView'];
export type LimitsBody = Body<'/api/v1/risk/limits', 'patch'>;

export type MeasuresView = Schemas['MeasuresView'];
export type HeldView = Schemas['HeldView'];
export type HorizonView = Schemas['HorizonView'];
export type MethodView = Schemas['MethodView'];
export type TailView = Schemas['TailView'];
export type VolatilityView = Schemas['VolatilityView'];
export type CorrelationView = Schemas['CorrelationView'];
export type MatrixView = Schemas['MatrixView'];
export type StressView = Schemas['StressTableView'];
export type StressRowView = Schemas['StressRowView'];
export type RuinView = Schemas['RuinCurvesView'];
export type RuinCurveView = Schemas['RuinCurveView'];

export type OptionPrice = Schemas['OptionPriceView'];
export type OptionCurve = Schemas['OptionCurveView'];
export type OptionUnderlying = Schemas['OptionUnderlyingView'];
export type OptionChain = Schemas['OptionChainView'];
export type OptionChainRow = Schemas['OptionChainRow'];
export type OptionSide = Schemas['OptionSideView'];
export type OptionSmile = Schemas['OptionSmileView'];
export type OptionSvi = Schemas['OptionSviView'];
export type OptionSmileBody = Body<'/api/v1/options/smile', 'post'>;

export type SignalView = Schemas['LatestSignalView'];
export type LabSeries = Schemas['LabSeriesView'];
export type LabForecast = Schemas['LabForecastView'];
export type LabOutcome = Schemas['LabOutcomeView'];
export type LabEstimate = Schemas['LabEstimateView'];
export type LabHistogram = Schemas['LabHistogramView'];
export type LabParameter = Schemas['LabParameterView'];
export type LabCalibration = Schemas['LabCalibrationView'];
export type LabLevel = Schemas['LabLevelView'];
export type RegimesView = Schemas['RegimesView'];
export type RegimeHistory = Schemas['RegimeHistoryView'];
export type RegimeState = Schemas['RegimeStateView'];
export type RegimeProfit = Schemas['RegimeProfitView'];
export type RegimesNow = Schemas['RegimesNowView'];

export type InstrumentView = Schemas['InstrumentView'];
export type TickerView = Schemas['TickerView'];
export type Candle = Schemas['Candle'];
export type BookView = Schemas['BookView'];
export type BookLevel = Schemas['LevelView'];
export type TradeView = Schemas['TradeView'];

export type SystemView = Schemas['SystemView'];
export type FeedView = Schemas['FeedView'];
export type LatencyView = Schemas['LatencyView'];
export type StorageView = Schemas['StorageView'];
export type ConfigView = Schemas['ConfigView'];
export type SettingView = Schemas['SettingView'];

export type RunView = Schemas['RunView'];
export type RunDetail = Schemas['RunDetail'];
export type ComparedRuns = Schemas['ComparedRunsView'];
export type JobView = Schemas['JobView'];
export type BacktestBody = Body<'/api/v1/jobs/backtest', 'post'>;
export type DownloadBody = Body<'/api/v1/jobs/download', 'post'>;
export type GenerateBody = Body<'/api/v1/jobs/generate', 'post'>;
export type ImportBody = Body<'/api/v1/jobs/import', 'post'>;
export type OptimizeBody = Body<'/api/v1/jobs/optimize', 'post'>;
export type CourtBody = Body<'/api/v1/jobs/court', 'post'>;
export type SweepView = Schemas['SweepView'];
export type SweepDetail = Schemas['SweepDetail'];
export type SweepTrial = Schemas['SweepTrialView'];
export type ResearchView = Schemas['ResearchView'];
export type ResearchDetail = Schemas['ResearchDetail'];
export type IntegrityBadge = Schemas['Badge'];
export type CourtVerdict = Schemas['CourtVerdict'];
export type LookaheadReport = Schemas['LookaheadReport'];
export type RobustnessReport = Schemas['RobustnessReport'];
export type RobustnessTest = Schemas['RobustnessTest'];
export type FailureCaseResults = Schemas['FailureCaseResults'];
export type WalkForwardReport = Schemas['WalkForwardReport'];
export type SeriesView = Schemas['SeriesView'];
export type SeriesGaps = Schemas['SeriesGapsView'];
export type SeriesFindings = Schemas['SeriesFindingsView'];

export type UserView = Schemas['UserLine'];
export type NewUserBody = Body<'/api/v1/users', 'post'>;
export type KeyView = Schemas['KeyView'];
export type NewKeyBody = Body<'/api/v1/keys', 'post'>;
export type NewKey = Schemas['NewKeyView'];
export type VenueKey = Schemas['VenueKeyView'];
export type VenueKeyRights = Schemas['VenueKeyRightsView'];
export type AuditRow = Schemas['AuditLine'];
