// SPDX-License-Identifier: MIT
// The first of two tiers of a parameter sweep: bar strategies of one pair over thousands of
// parameter sets at once, with simple fills. It finds the few sets that are worth a run of the
// engine, which is the judge; what separates the two is latency, impact, volume and limits alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "engine/run_record.h"
#include "metrics/daily.h"
#include "research/vector/vector_market.h"
#include "strategy/strategy.h"

namespace keel::research {

/// One execution.
struct VectorFill {
  base::UnixNanos time;
  core::Side side = core::Side::kBuy;
  core::Price price;
  core::Quantity quantity;
  core::Decimal fee;  ///< quote currency
  friend bool operator==(const VectorFill&, const VectorFill&) = default;
};

/// What one parameter set came to. Amounts are in quote currency.
struct VectorOutcome {
  core::Decimal final_equity;     ///< what is held at the end counts at the last close
  double total_return = 0;        ///< final equity over cash - 1
  int64_t trades = 0;             ///< round trips: from nothing held to nothing held
  int64_t winners = 0;            ///< round trips that earned more than nothing after fees
  double won = 0;                 ///< sum of what round trips earned that earned
  double lost = 0;                ///< sum of what the others lost, as a positive number
  std::optional<double> score;    ///< VectorOptions::score's
  metrics::DailySeries daily;     ///< VectorOptions::keep_daily
  std::vector<VectorFill> fills;  ///< VectorOptions::keep_fills
};

struct VectorOptions {
  int jobs = 0;             ///< threads; 0: all cores. Never changes a result
  bool keep_daily = false;  ///< equity at the close of each UTC day, as metrics::ResampleDaily
  bool keep_fills = false;
  /// A number for a set, from its outcome (without daily and fills) and its daily equity; called on
  /// any thread, so a function of its arguments alone. Spares keeping the days of many sets.
  std::function<std::optional<double>(const VectorOutcome&, const metrics::DailySeries&)> score;
  /// Called now and then on the caller's thread with sets done and in all.
  std::function<void(int64_t done, int64_t total)> progress;
  const std::atomic<bool>* interrupted = nullptr;  ///< set to stop: what is not done is absent
};

/// Runs every set of a strategy that has a vector form (StrategySpec::vector), each made by
/// Params::Make of the spec. One outcome a set, in their order; fewer when interrupted: the first
/// ones, complete. The same bytes for any number of jobs and on any processor. kUnsupported for a
/// strategy without a vector form; kUsage, naming the set, for one that the strategy refuses.
base::Result<std::vector<VectorOutcome>> VectorSweep(const strategy::StrategySpec& spec,
                                                     const VectorMarket& market,
                                                     std::span<const strategy::Params> sets,
                                                     const VectorOptions& options);

/// How far the engine's run of a set is from its outcome in the vector tier: engine less vector.
struct VectorGap {
  double total_return = 0;
  double final_equity = 0;  ///< account currency
  int64_t fills = 0;        ///< only where the outcome kept its fills, else 0
  friend bool operator==(const VectorGap&, const VectorGap&) = default;
};
VectorGap GapOf(const VectorOutcome& vector, const engine::RunRecord& run);

}  // namespace keel::research
