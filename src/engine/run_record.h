// SPDX-License-Identifier: MIT
// Everything that one run did, in memory: what reports, comparisons and exports are made from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/order.h"
#include "execution/tca.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::engine {

/// One part of a position, opened by one fill and closed (wholly or in part) by another, first in
/// first out. Amounts are exact and in the pair's quote currency.
struct TradeRecord {
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Quantity quantity;
  base::UnixNanos entry_time, exit_time;
  core::Price entry_price, exit_price;
  core::Decimal cost;      ///< paid at entry, without fees
  core::Decimal proceeds;  ///< received at exit, without fees
  core::Decimal entry_fee, exit_fee;
  double slippage = 0;      ///< spread + impact + latency of both sides
  double mae = 0, mfe = 0;  ///< worst (<= 0) and best (>= 0) excursion, fraction of entry price
  std::string_view entry_reason, exit_reason;
  bool open_at_end = false;  ///< still held at the end: closed at the mark for the statistics
};

/// One order with its fate.
struct OrderRecord {
  core::Order order;
  std::string_view state;  ///< of the order state machine: "FILLED", "CANCELED", ...
  std::optional<core::OrderEnd> end;
  core::Quantity filled;
  double average_price = 0;
  base::UnixNanos ended_at;
};

/// The account at one instant.
struct EquitySample {
  base::UnixNanos time;
  double equity;    ///< account currency
  double exposure;  ///< value of positions as a fraction of equity
};
/// One sample for every distinct time at which a bar closed.
using EquityCurve = std::vector<EquitySample>;

/// A series that the run read.
struct SeriesRecord {
  core::InstrumentId instrument;
  std::string timeframe;
  std::string detail_timeframe;  ///< what fills were simulated on; same as timeframe without detail
  std::string file;              ///< its path as given
  std::string hash;              ///< content hash of the rows used
  int64_t bars = 0;
  base::UnixNanos from, to;  ///< first open, last close
  int64_t gaps = 0;          ///< missing bars inside the range
  bool synthetic = false;
  bool close_only = false;             ///< no high, low, volume in the source
  std::optional<double> declared_adv;  ///< average daily volume (base units) from configuration
  std::optional<base::UnixNanos> delisted_at;
};

/// Sums over all fills, account currency.
struct CostRecord {
  double fees = 0;
  double spread = 0;
  double impact = 0;
  double latency = 0;
  double slippage() const { return spread + impact + latency; }
  double turnover = 0;  ///< sum of the value of all fills
};

/// A decision about how the strategies share the account.
struct AllocationRecord {
  base::UnixNanos time;
  std::vector<double> shares;  ///< of equity, by strategy, in force from then on
  std::string_view method;
  std::string_view why;  ///< "start", "due", "band", "cost", "too little history", "no estimate"
  std::string note;      ///< a sentence, where there is more to say
};

/// Opposite wishes of two strategies that met inside the account. Amounts of what was saved are
/// estimates in account currency: what both orders would have cost at the venue.
struct CrossingRecord {
  base::UnixNanos time;
  core::InstrumentId instrument;
  core::StrategyId seller;
  core::StrategyId buyer;
  core::Quantity quantity;
  core::Price price;
  double saved_fees = 0;
  double saved_spread = 0;
  double saved_impact = 0;
  double saved() const { return saved_fees + saved_spread + saved_impact; }
};

/// The sleeves at the close of one UTC day. One number a strategy.
struct SleeveDay {
  base::UnixNanos time;         ///< when it was seen: the first bars at or after midnight
  std::vector<double> profit;   ///< since the start, account currency
  std::vector<double> share;    ///< of equity, during the day
  std::vector<double> returns;  ///< profit of the day over the equity allotted at its start
};

/// What one strategy brought. Exact amounts are flows valued once, at the last rates; profit =
/// realised + unrealised - fees.
struct SleeveRecord {
  core::Decimal profit;
  core::Decimal realised;    ///< of what was sold, before fees
  core::Decimal unrealised;  ///< of what is held at the end, before fees
  core::Decimal fees;
  CostRecord costs;              ///< at the rates of the fills; venue only
  int64_t trades = 0;            ///< closed portions, without those open at the end
  int64_t crossings = 0;         ///< internal fills
  double crossed = 0;            ///< their value, account currency
  double max_drawdown = 0;       ///< largest fall of the profit from a high, at closes of days
  std::optional<double> sharpe;  ///< of daily returns, a year of 365 days
  double mean_share = 0;
};

/// The account's profit by who made it. The rows add up to `total` to the last unit.
struct Attribution {
  core::Decimal cash;      ///< deposits in other currencies than the account's, revalued
  core::Decimal total;     ///< final equity - starting equity
  core::Decimal residual;  ///< total - cash - sum of the sleeves: 0, or flows were lost
  /// Correlation of daily returns, strategy x strategy; absent where one never moved.
  std::vector<std::optional<double>> correlations;
};

/// A large order that an algorithm worked, after its end.
struct ParentRun {
  uint64_t id = 0;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  std::string algorithm;
  std::string_view reason;
  base::UnixNanos start, end;
  uint32_t children = 0;
  core::Quantity left;  ///< not traded
  execution::CostRow costs;
  /// The best prices that the costs are counted from: "measured" (told by the venue at the arrival
  /// and at each child), "assumed" (last closes and the configured spread) or "partly measured".
  std::string prices = "assumed";
};

/// What the gate said of an intent that it did not pass whole.
struct VerdictRecord {
  base::UnixNanos time;
  core::Quantity asked;
  core::Quantity approved;  ///< zero: refused
  std::vector<core::Refusal> refusals;
};

/// A decision that led to orders (their `decision` is its place here, from 1).
struct DecisionRecord {
  core::StrategyId strategy;
  strategy::Decision decision;
  std::vector<VerdictRecord> verdicts;
};

/// One strategy of the run.
struct StrategyRecord {
  std::string name;
  std::vector<std::pair<std::string, double>> params;
  double allocation = 1;  ///< share of equity
  std::vector<core::InstrumentId> instruments;
  std::string timeframe;                      ///< of the bars that it sees
  std::vector<strategy::ReportTable> tables;  ///< what it tells of itself
};

/// A feature that a strategy of the run read.
struct FeatureRecord {
  std::string name;
  int version = 1;
  std::string timeframe;
  std::string definition_hash;  ///< market::DefinitionHash
  friend bool operator==(const FeatureRecord&, const FeatureRecord&) = default;
};

/// The state of one run after its end.
struct RunRecord {
  core::Universe universe;
  std::string account_currency;
  core::Decimal starting_equity;
  core::Decimal final_equity;
  base::UnixNanos from, to;
  std::string timeframe;
  uint64_t seed = 0;
  std::string risk_profile;
  std::vector<StrategyRecord> strategies;
  std::vector<FeatureRecord> features;  ///< each once, in the order of the strategies
  std::vector<SeriesRecord> series;
  int64_t bars = 0;          ///< bars dispatched
  std::string data_hash;     ///< over all series
  std::string journal_hash;  ///< over every command, report, fill and ledger entry
  std::string config_hash;
  EquityCurve equity;
  EquityCurve benchmark;  ///< buy and hold, equal weights, same costs, not gated
  std::vector<OrderRecord> orders;
  std::vector<core::Fill> fills;
  std::vector<TradeRecord> trades;
  std::vector<core::IntentRefused> refusals;  ///< the first 1,000; counts are complete
  std::map<std::string, int64_t> refusals_by_rule;
  std::map<std::string, int64_t> shrinks_by_rule;
  std::vector<core::TradingStateChanged> state_changes;
  /// How often the simulated operator let go of what a rule had stopped.
  std::map<std::string, int64_t> operator_releases_by_rule;
  std::map<std::string, int64_t> alerts_by_rule;  ///< what passed, near or above a soft limit
  std::vector<DecisionRecord> decisions;
  CostRecord costs;
  std::vector<ParentRun> parents;         ///< in the order in which they ended
  std::vector<core::Money> deposits;      ///< at the venue at the start
  std::vector<core::Money> cold_storage;  ///< held off the exchange, all the time
  std::vector<AllocationRecord> allocations;
  std::vector<CrossingRecord> crossings;
  std::vector<SleeveDay> sleeve_days;
  std::vector<SleeveRecord> sleeves;  ///< by strategy
  Attribution attribution;
  std::vector<std::string> assumptions;  ///< sentences for the report: latency, path, costs, ...
  std::vector<std::string> warnings;     ///< gaps, declared volumes, close-only data, ...
  bool interrupted = false;
};

}  // namespace keel::engine
