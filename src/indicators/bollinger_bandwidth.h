// SPDX-License-Identifier: MIT
// How wide the Bollinger bands are; a narrow band ("squeeze") precedes large moves.
#pragma once

#include <optional>

#include "indicators/bollinger.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// (upper - lower) / middle, a fraction; 0 where the middle is 0.
class BollingerBandwidth {
 public:
  explicit BollingerBandwidth(int period = 20, double deviations = 2.0)
      : bands_(period, deviations) {}

  std::optional<double> Update(double x) {
    const auto bands = bands_.Update(x);
    if (!bands) [[unlikely]] {
      return std::nullopt;
    }
    return internal::Ratio(bands->upper - bands->lower, bands->middle, 0.0);
  }

  int warm_up() const { return bands_.warm_up(); }

 private:
  Bollinger bands_;
};

}  // namespace keel::indicators
