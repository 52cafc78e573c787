// SPDX-License-Identifier: MIT
// The depth and length of drawdowns within a window: only falls count as risk.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// sqrt(mean(drawdown^2)) in percent, the drawdown of each value from the highest of the `period`
/// values up to it [Martin 1987].
class UlcerIndex {
 public:
  explicit UlcerIndex(int period) : top_(period), squares_(period) {}

  std::optional<double> Update(double x) {
    const double top = top_.Push(x);
    if (!top_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double drawdown = 100 * internal::Ratio(x - top, top, 0.0);
    const double sum = squares_.Push(drawdown * drawdown);
    return squares_.full() ? std::optional(std::sqrt(sum / squares_.period())) : std::nullopt;
  }

  int warm_up() const { return 2 * top_.period() - 1; }

 private:
  internal::WindowMax top_;
  internal::WindowSum squares_;
};

}  // namespace keel::indicators
