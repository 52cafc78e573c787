// SPDX-License-Identifier: MIT
// The spread of a window.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/variance.h"

namespace keel::indicators {

/// Population standard deviation (divisor n) of the last `period` values, as TA-Lib's STDDEV.
class StdDev {
 public:
  explicit StdDev(int period) : variance_(period) {}

  std::optional<double> Update(double x) {
    const auto variance = variance_.Update(x);
    return variance ? std::optional(std::sqrt(*variance)) : std::nullopt;
  }

  /// Update of a window that is full.
  double Next(double x) { return std::sqrt(variance_.Next(x)); }

  int warm_up() const { return variance_.warm_up(); }

 private:
  Variance variance_;
};

}  // namespace keel::indicators
