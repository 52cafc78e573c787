// SPDX-License-Identifier: MIT
// The total of a window, free of drift: what left the window leaves no residue.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Sum of the last `period` values.
class RollingSum {
 public:
  explicit RollingSum(int period) : window_(period) {}

  std::optional<double> Update(double x) {
    const double sum = window_.Push(x);
    return window_.full() ? std::optional(sum) : std::nullopt;
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowSum window_;
};

}  // namespace keel::indicators
