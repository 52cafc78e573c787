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
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/run_record.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "metrics/daily.h"
#include "strategy/strategy.h"

namespace keel::research {

/// How the vector tier trades. Each is what the engine's setting of that name means, to the last
/// digit: an order that is decided at a close fills at the next open, half the spread off it and
/// rounded to the tick against the trader, and pays the fee of a taker.
struct VectorTerms {
  core::InstrumentFilters filters;
  core::Decimal cash = core::Decimal::FromInt(10'000);  ///< at the start, quote currency
  core::Decimal fee_rate;                               ///< fraction of the value of each fill
  double half_spread = 0;                               ///< fraction of the price
  /// risk::Limits::market_slippage: what a purchase leaves unspent in case, and how far above its
  /// reference it may still fill.
  std::optional<double> market_slippage;
};

/// The terms of a backtest: fees (of the first tier), spread, slippage limit and cash as
/// configured, filters as loaded. kUnsupported, with the reason, for a run that the vector tier has
/// no word for: several pairs or strategies, another timeframe than that of the bars, fills on
/// finer bars, a pair that is not quoted in the account's currency, other balances than in that.
base::Result<VectorTerms> VectorTermsOf(const engine::BacktestSettings& settings,
                                        std::span<const engine::LoadedSeries> series);

/// Bars made ready for sweeps: prices in ticks, what each bar's orders fill at, where days end.
/// Borrows the bars. Any number of threads may read it.
class VectorMarket {
 public:
  /// kUnsupported for bars that cannot be counted in ticks (a price of 2^50 ticks or more), or
  /// amounts beyond 9e15 ticks x lots; kUsage for no bars, prices that are not positive, terms that
  /// mean nothing.
  static base::Result<VectorMarket> Make(std::span<const core::Bar> bars, core::Timeframe timeframe,
                                         const VectorTerms& terms);

  std::span<const core::Bar> bars() const { return bars_; }
  core::Timeframe timeframe() const { return timeframe_; }
  const VectorTerms& terms() const { return terms_; }

 private:
  friend class VectorDesk;

  std::span<const core::Bar> bars_;
  core::Timeframe timeframe_;
  VectorTerms terms_;
};

/// One execution.
struct VectorFill {
  size_t bar = 0;  ///< in which it happens
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
