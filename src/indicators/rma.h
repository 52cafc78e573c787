// SPDX-License-Identifier: MIT
// Wilder's smoothing, with weight 1 / n: the average inside Rsi, Atr and Adx. Also known as the
// smoothed moving average (SMMA) and the running moving average.
#pragma once

#include "indicators/internal/seeded_average.h"

namespace keel::indicators {

/// Wilder's moving average: y = y' + (x - y') / period.
/// Starts from the mean of the first `period` values [Wilder 1978; TA-Lib RMA].
class Rma final : public internal::SeededAverage {
 public:
  explicit Rma(int period) : SeededAverage(period, 1.0 / (period > 0 ? period : 1)) {}
};

}  // namespace keel::indicators
