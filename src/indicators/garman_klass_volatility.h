// SPDX-License-Identifier: MIT
// Volatility from all four prices of a bar; assumes no drift and no gap between bars.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// sqrt(mean(0.5 ln(high / low)^2 - (2 ln 2 - 1) ln(close / open)^2)) over `period` bars, per bar
/// [Garman and Klass 1980]. A bar with a price that is not positive counts as 0.
class GarmanKlassVolatility {
 public:
  explicit GarmanKlassVolatility(int period) : window_(period), inverse_(1.0 / period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const bool valid = bar.low > 0 && bar.open > 0 && bar.close > 0;
    const double range = valid ? std::log(bar.high / bar.low) : 0.0;
    const double body = valid ? std::log(bar.close / bar.open) : 0.0;
    const double sum =
        window_.Push(0.5 * range * range - (2 * std::numbers::ln2 - 1) * body * body);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return std::sqrt(std::max(sum * inverse_, 0.0));
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowSum window_;
  double inverse_;
};

}  // namespace keel::indicators
