// SPDX-License-Identifier: MIT
// An average that is quick in a trend and slow in noise.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/efficiency_ratio.h"

namespace keel::indicators {

/// Kaufman's adaptive moving average: weight (ER (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow +
/// 1))^2 with ER the efficiency ratio over `period` changes [Kaufman 1995]. Starts at the value
/// before the first efficiency ratio, as TA-Lib does.
class Kama {
 public:
  explicit Kama(int period, int fast = 2, int slow = 30)
      : efficiency_(period), slowest_(2.0 / (slow + 1.0)), span_(2.0 / (fast + 1.0) - slowest_) {
    CHECK(fast >= 1 && fast < slow, "the fast period is at least 1 and below the slow one");
  }

  std::optional<double> Update(double x) {
    const auto ratio = efficiency_.Update(x);
    if (!ratio) [[unlikely]] {
      value_ = x;
      return std::nullopt;
    }
    const double root = *ratio * span_ + slowest_;
    value_ += root * root * (x - value_);
    return value_;
  }

  int warm_up() const { return efficiency_.warm_up(); }

 private:
  EfficiencyRatio efficiency_;
  double slowest_, span_;
  double value_ = 0;
};

}  // namespace keel::indicators
