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

/// One strategy of the run.
struct StrategyRecord {
  std::string name;
  std::vector<std::pair<std::string, double>> params;
  double allocation = 1;  ///< share of equity
  std::vector<core::InstrumentId> instruments;
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
  CostRecord costs;
  std::vector<std::string> assumptions;  ///< sentences for the report: latency, path, costs, ...
  std::vector<std::string> warnings;     ///< gaps, declared volumes, close-only data, ...
  bool interrupted = false;
};

}  // namespace keel::engine
