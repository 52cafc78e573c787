// SPDX-License-Identifier: MIT
// Both ends of a window at once.
#pragma once

#include <optional>

#include "indicators/rolling_max.h"
#include "indicators/rolling_min.h"

namespace keel::indicators {

/// Lowest and highest of a window.
struct MinMaxValue {
  double min = 0;
  double max = 0;
};

/// Smallest and largest of the last `period` values.
class RollingMinMax {
 public:
  explicit RollingMinMax(int period) : min_(period), max_(period) {}

  std::optional<MinMaxValue> Update(double x) {
    const auto low = min_.Update(x);
    const auto high = max_.Update(x);
    return low ? std::optional(MinMaxValue{*low, *high}) : std::nullopt;
  }

  int warm_up() const { return min_.warm_up(); }

 private:
  RollingMin min_;
  RollingMax max_;
};

}  // namespace keel::indicators
