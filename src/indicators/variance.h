// SPDX-License-Identifier: MIT
// The spread of a window, squared.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Population variance (divisor n) of the last `period` values, as TA-Lib's VAR. Never negative;
/// exactly zero on a constant window.
class Variance {
 public:
  explicit Variance(int period) : window_(period), inverse_(1.0 / period) {}

  std::optional<double> Update(double x) {
    const auto moments = window_.Push(x);
    return window_.full() ? std::optional(moments.Variance(inverse_)) : std::nullopt;
  }

  /// Update of a window that is full.
  double Next(double x) { return window_.Slide(x).Variance(inverse_); }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowMoments window_;
  double inverse_;
};

}  // namespace keel::indicators
