// SPDX-License-Identifier: MIT
// How unusual the newest value is within its window.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// (x - mean) / population standard deviation over the last `period` values, x included; 0 on a
/// constant window. Lies within +-sqrt(period - 1).
class ZScore {
 public:
  explicit ZScore(int period) : window_(period), inverse_(1.0 / period) {}

  std::optional<double> Update(double x) {
    const auto moments = window_.Push(x);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return internal::Ratio(x - moments.Mean(inverse_), std::sqrt(moments.Variance(inverse_)), 0.0);
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowMoments window_;
  double inverse_;
};

}  // namespace keel::indicators
