// SPDX-License-Identifier: MIT
// Exponential means of log returns and of their squares, with a memory in days: the drift and the
// volatility that hold now.
#pragma once

#include "strategies/features/internal/log_change.h"

namespace keel::strategies {

/// Mean with weight 1 - 2^(-1 / half-life) for the newest value, the plain mean until that weighs
/// less: early values are not dominated by the first.
class Ewma {
 public:
  /// Half-life in bars.
  explicit Ewma(double half_life) : weight_(1.0 - std::exp2(-1.0 / half_life)) {}
  static Ewma OfDays(double days, Timeframe timeframe) {
    return Ewma(days * 86400.0 / timeframe.period().seconds());
  }

  void Add(double x) {
    ++count_;
    value_ += std::max(weight_, 1.0 / static_cast<double>(count_)) * (x - value_);
  }
  double value() const { return value_; }
  double weight() const { return weight_; }
  int64_t count() const { return count_; }

 private:
  double weight_;
  double value_ = 0;
  int64_t count_ = 0;
};

/// Fewest returns from which a volatility is told.
inline constexpr int kFewestReturns = 10;

/// Annual volatility with a memory of `days`: sqrt(EWMA of squared log returns x bars a year). Its
/// first value comes with the return that completes one half-life.
class EwmaVolatility final : public Feature {
 public:
  EwmaVolatility(double days, Timeframe timeframe)
      : variance_(Ewma::OfDays(days, timeframe)),
        fewest_(BarsIn(days, timeframe, kFewestReturns)),
        bars_a_year_(timeframe.periods_per_year()) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    if (!change) return std::nullopt;
    variance_.Add(*change * *change);
    if (variance_.count() < fewest_) return std::nullopt;
    return std::sqrt(variance_.value() * bars_a_year_);
  }

 private:
  LogReturns returns_;
  Ewma variance_;
  int64_t fewest_;
  double bars_a_year_;
};

inline FeatureSpec VolatilityOver(double days, std::string name, std::string doc) {
  return {
      .name = std::move(name),
      .version = 1,
      .doc = std::move(doc),
      .lookback = [days](Timeframe t) -> int64_t { return BarsIn(days, t, kFewestReturns) + 1; },
      .make = [days](Timeframe t) { return std::make_unique<EwmaVolatility>(days, t); }};
}

}  // namespace keel::strategies
