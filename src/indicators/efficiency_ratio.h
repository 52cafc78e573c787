// SPDX-License-Identifier: MIT
// How straight the path was: the distance covered over the length of the way.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/delay.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// Kaufman's efficiency ratio over `period` changes: |x - x_n| / sum |change|, in [0, 1].
/// 0 while nothing moves.
class EfficiencyRatio {
 public:
  explicit EfficiencyRatio(int period) : before_(period), previous_(1), path_(period) {}

  std::optional<double> Update(double x) {
    const auto start = before_.Push(x);
    const auto last = previous_.Push(x);
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double path = path_.Push(std::abs(x - *last));
    if (!start) [[unlikely]] {
      return std::nullopt;
    }
    return std::fmin(internal::Ratio(std::abs(x - *start), path, 0.0), 1.0);
  }

  int warm_up() const { return before_.lag() + 1; }

 private:
  internal::Delay before_, previous_;
  internal::WindowSum path_;
};

}  // namespace keel::indicators
