// SPDX-License-Identifier: MIT
// The exponential average with weight 2 / (n + 1), whose mean age equals that of an n-value Sma.
#pragma once

#include "indicators/internal/seeded_average.h"

namespace keel::indicators {

/// Exponential moving average: y = y' + 2 / (period + 1) (x - y').
/// Starts from the mean of the first `period` values, as TA-Lib does.
class Ema final : public internal::SeededAverage {
 public:
  explicit Ema(int period) : SeededAverage(period, 2.0 / (period + 1.0)) {}
};

}  // namespace keel::indicators
