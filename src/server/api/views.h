// SPDX-License-Identifier: MIT
// What the API takes and gives beside rows of tables and the views of the control socket.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/control/protocol.h"
#include "server/api/page.h"
#include "server/replica/session_replica.h"

namespace keel::server {

struct DeskView {
  std::string mode;  ///< simulated, paper, testnet, live
  std::string name;  ///< of the session
  bool needs_setup = false;
  bool is_demo = false;
  std::string version;
};
BOOST_DESCRIBE_STRUCT(DeskView, (), (mode, name, needs_setup, is_demo, version))

// ---- Lists.
struct OrdersQuery {
  std::optional<bool> open;
  std::optional<std::string> pair, strategy, state;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct FillsQuery {
  std::optional<std::string> pair;
  std::optional<int64_t> order_id;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct ClosedTradesQuery {
  std::optional<std::string> pair, strategy;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct DecisionsQuery {
  std::optional<std::string> strategy, pair, outcome;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct AlertsQuery {
  std::optional<std::string> severity;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct ParentsQuery {
  std::optional<bool> open;
  std::optional<std::string> pair, strategy;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct NumberPath {
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(OrdersQuery, (), (open, pair, strategy, state, limit, cursor))
BOOST_DESCRIBE_STRUCT(FillsQuery, (), (pair, order_id, limit, cursor))
BOOST_DESCRIBE_STRUCT(ClosedTradesQuery, (), (pair, strategy, limit, cursor))
BOOST_DESCRIBE_STRUCT(DecisionsQuery, (), (strategy, pair, outcome, limit, cursor))
BOOST_DESCRIBE_STRUCT(AlertsQuery, (), (severity, limit, cursor))
BOOST_DESCRIBE_STRUCT(ParentsQuery, (), (open, pair, strategy, limit, cursor))
BOOST_DESCRIBE_STRUCT(NumberPath, (), (id))

struct OrderDetail {
  storage::OrderRow order;
  std::vector<OrderStep> steps;  ///< in order of time
  std::vector<storage::FillRow> fills;
};
BOOST_DESCRIBE_STRUCT(OrderDetail, (), (order, steps, fills))

/// A large order, and how far its algorithm is: absent once it is over, and while the session does
/// not answer.
struct ParentView : storage::ParentRow {
  std::optional<engine::LargeOrderView> work;
};
struct ParentDetail {
  ParentView parent;
  std::vector<storage::OrderRow> orders;  ///< that were sent for it, in order; of those kept here
};
BOOST_DESCRIBE_STRUCT(ParentView, (storage::ParentRow), (work))
BOOST_DESCRIBE_STRUCT(ParentDetail, (), (parent, orders))

// ---- Decisions: strategy::DecisionOutcome as it is shown.
struct ScoreView {
  bool has_source = false;
  double score = 0;
};
struct GateView {
  std::string name;
  double value = 0, limit = 0;
  bool passed = false;
};
struct SizingView {
  std::string name;
  double share = 0;
};
struct ForecastView {
  double probability_up = 0, probability_up_error = 0;
  double expected_return = 0, expected_return_error = 0, deviation = 0;
  double value_at_risk = 0, expected_shortfall = 0;
};
struct OutcomeView {
  std::vector<ScoreView> scores;  ///< technical, momentum, correlation, sentiment, machine learning
  std::vector<double> weights;
  double conviction = 0, alpha = 0, holding_steps = 0;
  std::optional<ForecastView> forecast;
  std::vector<GateView> gates;
  std::vector<SizingView> sizing;
  std::string action, why;
  double target_share = 0;
};
/// What a driver said last of a pair, or what a strategy made of all that it heard.
struct LatestSignalView {
  std::string strategy, pair;
  std::optional<std::string> driver;  ///< null: the conviction of the strategy itself
  std::optional<std::string> category;
  double value = 0;                  ///< -1 to 1: falling to rising
  std::optional<double> confidence;  ///< 0 to 1
  std::optional<double> decay;       ///< what was left of it at the decision
  std::optional<double> half_life_s;
  base::UnixNanos time;   ///< when it was said
  base::UnixNanos heard;  ///< of the newest decision that counted it
  int64_t decision = 0;   ///< its number
};
struct SignalsQuery {
  std::optional<std::string> strategy, pair;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct FadedView {
  std::string category;
  double risk_budget = 0, value = 0, confidence = 0, decay = 0;
};
struct SignalView {
  std::string driver;
  FadedView faded;
  double half_life_s = 0;
  base::UnixNanos emitted_at;
};
/// Quantiles of the price as it was simulated for the decision, by step from then; step 0 is the
/// price of the decision. What the conviction adds is not in it.
struct FanView {
  int64_t paths = 0;
  std::string seed;   ///< 64 bits
  double step_s = 0;  ///< seconds of a step
  std::vector<double> levels;
  std::vector<std::vector<double>> prices;  ///< by level
};
struct DecisionDetail {
  storage::DecisionRow decision;
  std::optional<OutcomeView> outcome;  ///< absent where only the row is kept
  std::vector<SignalView> signals;
  std::optional<FanView> fan;
  std::vector<storage::OrderRow> orders;
  std::vector<storage::RefusalRow> refusals;
};
BOOST_DESCRIBE_STRUCT(ScoreView, (), (has_source, score))
BOOST_DESCRIBE_STRUCT(GateView, (), (name, value, limit, passed))
BOOST_DESCRIBE_STRUCT(SizingView, (), (name, share))
BOOST_DESCRIBE_STRUCT(ForecastView, (),
                      (probability_up, probability_up_error, expected_return, expected_return_error,
                       deviation, value_at_risk, expected_shortfall))
BOOST_DESCRIBE_STRUCT(OutcomeView, (),
                      (scores, weights, conviction, alpha, holding_steps, forecast, gates, sizing,
                       action, why, target_share))
BOOST_DESCRIBE_STRUCT(LatestSignalView, (),
                      (strategy, pair, driver, category, value, confidence, decay, half_life_s,
                       time, heard, decision))
BOOST_DESCRIBE_STRUCT(SignalsQuery, (), (strategy, pair, limit, cursor))
BOOST_DESCRIBE_STRUCT(FadedView, (), (category, risk_budget, value, confidence, decay))
BOOST_DESCRIBE_STRUCT(SignalView, (), (driver, faded, half_life_s, emitted_at))
BOOST_DESCRIBE_STRUCT(FanView, (), (paths, seed, step_s, levels, prices))
BOOST_DESCRIBE_STRUCT(DecisionDetail, (), (decision, outcome, signals, fan, orders, refusals))

// ---- Strategies and the market.
struct StrategyView {
  std::string name;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::vector<std::pair<std::string, std::string>> params;  ///< that were set; others are defaults
  /// running, paused (no entries) or stopped (and what it held is sold); null while the session
  /// does not answer.
  std::optional<std::string> state;
  std::optional<engine::StoppedView> stopped;  ///< why it is off, by itself or with everything
  core::Decimal realized_pnl, unrealized_pnl, exposure;
  int64_t open_orders = 0;
  std::vector<engine::ParamView> declared;  ///< all parameters, with the values in force
};
struct InstrumentView {
  std::string venue, pair, base, quote;
  core::Price tick;
  core::Quantity lot;
  core::Decimal min_notional;
};
struct TickerView {
  std::string pair;
  base::UnixNanos time;
  std::optional<core::Price> last, bid, ask;
  std::optional<core::Price> open_24h, high_24h, low_24h;
  std::optional<core::Quantity> volume_24h;  ///< base units
};
struct CandlesQuery {
  std::string pair;
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};
struct PairQuery {
  std::string pair;
};
BOOST_DESCRIBE_STRUCT(StrategyView, (),
                      (name, pairs, timeframe, params, state, stopped, realized_pnl, unrealized_pnl,
                       exposure, open_orders, declared))
BOOST_DESCRIBE_STRUCT(InstrumentView, (), (venue, pair, base, quote, tick, lot, min_notional))
BOOST_DESCRIBE_STRUCT(TickerView, (),
                      (pair, time, last, bid, ask, open_24h, high_24h, low_24h, volume_24h))
BOOST_DESCRIBE_STRUCT(CandlesQuery, (), (pair, limit, cursor))
BOOST_DESCRIBE_STRUCT(PairQuery, (), (pair))

// ---- The program.
/// One setting, by its path in the configuration: "risk.daily_halt", "strategies[0].name".
struct SettingView {
  std::string key;
  std::optional<std::string> value;  ///< null: not set; "hidden": its name is that of a secret
};
/// What the session runs with since its last start. Limits may have been changed since then.
struct ConfigView {
  base::UnixNanos started;
  std::string version;  ///< of the program that was started
  std::vector<SettingView> settings;
};
BOOST_DESCRIBE_STRUCT(SettingView, (), (key, value))
BOOST_DESCRIBE_STRUCT(ConfigView, (), (started, version, settings))

struct FeedView {
  std::string name;  ///< desk_market, session_market, session_account
  bool is_up = false;
  std::optional<double> age_s;  ///< since its last message; of the session's while it is mute
  std::optional<int64_t>
      reconnects;  ///< since the desk began; of the account since the journal did
};
struct LatencyBucketView {
  std::optional<double> up_to_s;  ///< and above the one before; null: beyond all bounds
  int64_t count = 0;
};
/// Of the newest 1,000 at most. Quantiles are null where there is none.
struct LatencyView {
  int64_t count = 0;
  std::optional<double> p50_s, p95_s, p99_s;
  std::vector<LatencyBucketView> buckets;
};
/// Null where it is not known.
struct StorageView {
  std::optional<int64_t> journal_bytes, tables_bytes;
  std::optional<int64_t> free_bytes;  ///< that may still be written to the disk of the session
};
struct SystemView {
  std::string version;
  base::UnixNanos started;                     ///< of this server
  std::optional<int64_t> process;              ///< of the session, while it runs
  int64_t peak_memory_bytes = 0;               ///< of the process of this server
  std::optional<std::string> journal_failure;  ///< why the journal is not followed any more
  base::UnixNanos journal_time;                ///< of its last record that was read
  int64_t stream_clients = 0;
  std::optional<engine::ConnectionView> connection;  ///< of the session to its venue
  std::vector<FeedView> feeds;                       ///< of this server, and of the session
  LatencyView ack;           ///< from an order's record to the venue's first word on it
  LatencyView bar_to_order;  ///< from a bar's close, by its stamp, to an order sent on it
  StorageView storage;
};
BOOST_DESCRIBE_STRUCT(FeedView, (), (name, is_up, age_s, reconnects))
BOOST_DESCRIBE_STRUCT(LatencyBucketView, (), (up_to_s, count))
BOOST_DESCRIBE_STRUCT(LatencyView, (), (count, p50_s, p95_s, p99_s, buckets))
BOOST_DESCRIBE_STRUCT(StorageView, (), (journal_bytes, tables_bytes, free_bytes))
BOOST_DESCRIBE_STRUCT(SystemView, (),
                      (version, started, process, peak_memory_bytes, journal_failure, journal_time,
                       stream_clients, connection, feeds, ack, bar_to_order, storage))

// ---- Acts.
struct ScopeBody {
  std::string reason;
  std::optional<std::string> pair, strategy;
  std::optional<bool> confirm;  ///< absent or false: only says what would be done
};
struct HaltBody {
  std::string reason;
  std::optional<std::string> pair, strategy;
};
struct PauseBody {
  std::string name;  ///< of the strategy
  std::string reason;
};
/// To stop or start a strategy.
struct StrategyActBody {
  std::string name;
  std::string reason;
  std::optional<bool> confirm;  ///< start: absent or false only says what would be done
};
struct StrategyParamsBody {
  std::string name;  ///< of the strategy
  std::map<std::string, double> params;
  std::string reason;
};
struct OrderBody {
  std::string pair;
  std::string side;                          ///< buy, sell
  std::string type;                          ///< market, limit
  std::optional<std::string> time_in_force;  ///< of a limit order: GTC (default), IOC, FOK
  core::Quantity quantity;
  std::optional<core::Price> limit_price;
  std::optional<bool> post_only;
  std::optional<std::string> reason;
};
/// What would become of an order if it were placed now.
struct OrderCheck {
  bool allowed = false;
  core::Decimal approved;  ///< less than asked where the limits make it smaller
  std::vector<engine::FindingView> refusals;
  /// Quote currency: the worst price, of a sale at the market the expected one; what it makes; the
  /// most that the fee may be. Null where it is refused.
  std::optional<core::Decimal> price, value, fee;
  core::Decimal head_room;  ///< the most that would pass now at the market
};
struct AmendBody {
  int64_t id = 0;
  std::optional<core::Quantity> quantity;
  std::optional<core::Price> price;
};
struct LimitsBody {
  std::string reason;
  std::map<std::string, std::optional<double>> limits;  ///< null: no longer enforced
};
BOOST_DESCRIBE_STRUCT(ScopeBody, (), (reason, pair, strategy, confirm))
BOOST_DESCRIBE_STRUCT(HaltBody, (), (reason, pair, strategy))
BOOST_DESCRIBE_STRUCT(PauseBody, (), (name, reason))
BOOST_DESCRIBE_STRUCT(StrategyParamsBody, (), (name, params, reason))
BOOST_DESCRIBE_STRUCT(StrategyActBody, (), (name, reason, confirm))
BOOST_DESCRIBE_STRUCT(OrderBody, (),
                      (pair, side, type, time_in_force, quantity, limit_price, post_only, reason))
BOOST_DESCRIBE_STRUCT(OrderCheck, (), (allowed, approved, refusals, price, value, fee, head_room))
BOOST_DESCRIBE_STRUCT(AmendBody, (), (id, quantity, price))
BOOST_DESCRIBE_STRUCT(LimitsBody, (), (reason, limits))

}  // namespace keel::server
