// SPDX-License-Identifier: MIT
// Where the price stands within its Bollinger bands.
#pragma once

#include <optional>

#include "indicators/bollinger.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// %B = (x - lower) / (upper - lower): 0 on the lower band, 1 on the upper; 0.5 while the bands
/// touch.
class BollingerPercentB {
 public:
  explicit BollingerPercentB(int period = 20, double deviations = 2.0)
      : bands_(period, deviations) {}

  std::optional<double> Update(double x) {
    const auto bands = bands_.Update(x);
    if (!bands) [[unlikely]] {
      return std::nullopt;
    }
    return internal::Ratio(x - bands->lower, bands->upper - bands->lower, 0.5);
  }

  int warm_up() const { return bands_.warm_up(); }

 private:
  Bollinger bands_;
};

}  // namespace keel::indicators
