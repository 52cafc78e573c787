// SPDX-License-Identifier: MIT
// The distance between a fast and a slow average, in units of price.
#pragma once

#include <optional>

#include "indicators/average_pair.h"

namespace keel::indicators {

/// Absolute price oscillator: Ema(fast) - Ema(slow) (TA-Lib APO with exponential averages).
class Apo {
 public:
  explicit Apo(int fast = 12, int slow = 26, AverageStart start = AverageStart::kSeparate)
      : averages_(fast, slow, start) {}

  std::optional<double> Update(double x) {
    const auto pair = averages_.Update(x);
    return pair ? std::optional(pair->fast - pair->slow) : std::nullopt;
  }

  int warm_up() const { return averages_.warm_up(); }

 private:
  AveragePair averages_;
};

}  // namespace keel::indicators
