// SPDX-License-Identifier: MIT
// The distance between a fast and a slow average, comparable between assets.
#pragma once

#include <optional>

#include "indicators/average_pair.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// Percentage price oscillator: 100 (Ema(fast) - Ema(slow)) / Ema(slow), in percent; 0 where the
/// slow average is 0.
class Ppo {
 public:
  explicit Ppo(int fast = 12, int slow = 26, AverageStart start = AverageStart::kSeparate)
      : averages_(fast, slow, start) {}

  std::optional<double> Update(double x) {
    const auto pair = averages_.Update(x);
    if (!pair) [[unlikely]] {
      return std::nullopt;
    }
    return 100 * internal::Ratio(pair->fast - pair->slow, pair->slow, 0.0);
  }

  int warm_up() const { return averages_.warm_up(); }

 private:
  AveragePair averages_;
};

}  // namespace keel::indicators
