// SPDX-License-Identifier: MIT
// Volatility from the range of each bar: five times as efficient as closes alone.
#pragma once

#include <cmath>
#include <numbers>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// sqrt(mean(ln(high / low)^2) / (4 ln 2)) over `period` bars, per bar [Parkinson 1980].
/// A bar whose low is not positive counts as 0.
class ParkinsonVolatility {
 public:
  explicit ParkinsonVolatility(int period)
      : window_(period), scale_(1.0 / (period * 4.0 * std::numbers::ln2)) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double range = bar.low > 0 ? std::log(bar.high / bar.low) : 0.0;
    const double sum = window_.Push(range * range);
    return window_.full() ? std::optional(std::sqrt(sum * scale_)) : std::nullopt;
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowSum window_;
  double scale_;
};

}  // namespace keel::indicators
