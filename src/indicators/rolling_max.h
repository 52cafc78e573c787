// SPDX-License-Identifier: MIT
// The highest value of a window.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Largest of the last `period` values.
class RollingMax {
 public:
  explicit RollingMax(int period) : window_(period) {}

  std::optional<double> Update(double x) {
    const double top = window_.Push(x);
    return window_.full() ? std::optional(top) : std::nullopt;
  }

  /// Update of a window that is full.
  double Next(double x) { return window_.Slide(x); }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowMax window_;
};

}  // namespace keel::indicators
