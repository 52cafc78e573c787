// SPDX-License-Identifier: MIT
// How significant the recent drift is: the score that momentum_persistence trades.
#pragma once

#include "strategies/features/internal/ewma.h"

namespace keel::strategies {

/// d / sqrt(v w / (2 - w)): d the exponential mean of the log returns with weight w, v that of
/// their squares over 20 days, and v w / (2 - w) the variance of d if the returns were independent.
/// Absent until twice the half-life and 20 days have passed, and where nothing moves.
class DriftScore final : public Feature {
 public:
  DriftScore(double half_life_days, Timeframe timeframe)
      : drift_(Ewma::OfDays(half_life_days, timeframe)),
        variance_(Ewma::OfDays(kVolatilityDays, timeframe)),
        fewest_(FewestReturns(half_life_days, timeframe)),
        noise_(drift_.weight() / (2.0 - drift_.weight())) {}

  static int FewestReturns(double half_life_days, Timeframe timeframe) {
    return BarsIn(std::max(2 * half_life_days, kVolatilityDays), timeframe, kFewestReturns);
  }

  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    if (!change) return std::nullopt;
    drift_.Add(*change);
    variance_.Add(*change * *change);
    if (variance_.count() < fewest_ || variance_.value() <= 0) return std::nullopt;
    return drift_.value() / std::sqrt(variance_.value() * noise_);
  }

 private:
  static constexpr double kVolatilityDays = 20;

  LogReturns returns_;
  Ewma drift_, variance_;
  int64_t fewest_;
  double noise_;
};

inline FeatureSpec DriftScoreOver(double days, std::string name, std::string doc) {
  return {
      .name = std::move(name),
      .version = 1,
      .doc = std::move(doc),
      .lookback = [days](Timeframe t) -> int64_t { return DriftScore::FewestReturns(days, t) + 1; },
      .make = [days](Timeframe t) { return std::make_unique<DriftScore>(days, t); }};
}

}  // namespace keel::strategies
