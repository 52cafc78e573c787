// SPDX-License-Identifier: MIT
// The momentum of the accumulation line.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/accumulation_distribution.h"
#include "indicators/internal/recursion.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Ema(fast) - Ema(slow) of AccumulationDistribution, both started at its first value (TA-Lib
/// ADOSC).
class ChaikinOscillator {
 public:
  explicit ChaikinOscillator(int fast = 3, int slow = 10)
      : fast_(2.0 / (fast + 1.0)), slow_(2.0 / (slow + 1.0)), period_(slow) {
    CHECK(fast >= 1 && fast <= slow, "the fast period is at least 1 and not above the slow one");
  }

  std::optional<double> Update(const Ohlcv& bar) {
    const double line = *line_.Update(bar);
    if (seen_ == 0) [[unlikely]] {
      fast_.Start(line);
      slow_.Start(line);
    }
    const double difference = fast_.Step(line) - slow_.Step(line);
    if (seen_ < period_) [[unlikely]] {
      ++seen_;
    }
    return seen_ == period_ ? std::optional(difference) : std::nullopt;
  }

  int warm_up() const { return period_; }

 private:
  AccumulationDistribution line_;
  internal::Recursion fast_, slow_;
  int period_;
  int seen_ = 0;
};

}  // namespace keel::indicators
