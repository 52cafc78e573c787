// SPDX-License-Identifier: MIT
// The lowest value of a window.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Smallest of the last `period` values.
class RollingMin {
 public:
  explicit RollingMin(int period) : window_(period) {}

  std::optional<double> Update(double x) {
    const double bottom = window_.Push(x);
    return window_.full() ? std::optional(bottom) : std::nullopt;
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowMin window_;
};

}  // namespace keel::indicators
