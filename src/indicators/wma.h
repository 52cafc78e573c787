// SPDX-License-Identifier: MIT
// An average whose weights fall linearly with age.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Weighted moving average: sum of i x_i / (n (n + 1) / 2), i = 1 for the oldest of `period`
/// values.
class Wma {
 public:
  explicit Wma(int period) : window_(period), scale_(2.0 / (period * (period + 1.0))) {}

  std::optional<double> Update(double x) {
    const auto line = window_.Push(x);
    return window_.full() ? std::optional(line.origin + line.weighted * scale_) : std::nullopt;
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowLine window_;
  double scale_;
};

}  // namespace keel::indicators
