// SPDX-License-Identifier: MIT
// From what a run did to what its numbers mean: one measured run is computed once, and the console,
// the JSON, the tear sheet and the comparison all read it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run_record.h"
#include "metrics/prepared.h"
#include "metrics/registry.h"

namespace keel::research {

/// proceeds - cost - fees, exact, in the pair's quote currency.
core::Decimal NetProfit(const engine::TradeRecord& trade);

/// NetProfit over the cost; 0 where nothing was paid.
double ReturnOf(const engine::TradeRecord& trade);

/// The trades of a run as the statistics read them, in the order of their exits.
std::vector<metrics::ClosedTrade> ClosedTradesOf(const engine::RunRecord& run);

/// A run with every statistic of the registry, for the strategy and for buying and holding.
/// Owns the arrays that the prepared series look into, hence moves but does not copy.
class MeasuredRun {
 public:
  /// The run starts with its starting equity (> 0) at `run.from`; borrows the record.
  explicit MeasuredRun(const engine::RunRecord& run);
  MeasuredRun(MeasuredRun&&) = default;
  MeasuredRun(const MeasuredRun&) = delete;

  const engine::RunRecord& run() const { return *run_; }
  const metrics::Prepared& strategy() const { return strategy_; }
  /// Absent where the record has no benchmark.
  const std::optional<metrics::Prepared>& benchmark() const { return benchmark_; }

  /// A statistic by its key; absent where it is undefined. The key must exist (CHECK).
  std::optional<double> Of(std::string_view key) const;
  std::optional<double> OfBenchmark(std::string_view key) const;
  const std::vector<metrics::MetricValue>& values() const { return values_; }

  /// The benchmark's equity at the strategy's points: its last value at or before each; empty
  /// without a benchmark.
  std::vector<double> BenchmarkAtPoints() const;
  /// Digits after the point that money of the account is shown with.
  int money_decimals() const;
  /// "12,345.68 USDT".
  std::string Money(double amount) const;

 private:
  struct Arrays {
    std::vector<base::UnixNanos> times;
    std::vector<double> equity;
    std::vector<double> exposure;
  };
  static Arrays FromStart(const engine::RunRecord& run, const engine::EquityCurve& curve);
  metrics::EquitySeries SeriesOf(const Arrays& arrays) const;

  const engine::RunRecord* run_;
  Arrays strategy_arrays_;
  Arrays benchmark_arrays_;
  std::vector<metrics::ClosedTrade> trades_;
  metrics::Prepared strategy_;
  std::optional<metrics::Prepared> benchmark_;
  std::vector<metrics::MetricValue> values_;
};

}  // namespace keel::research
