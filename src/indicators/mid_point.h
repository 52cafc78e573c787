// SPDX-License-Identifier: MIT
// The middle of a value's range, a cheap centre line.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// (highest + lowest) / 2 of the last `period` values.
class MidPoint {
 public:
  explicit MidPoint(int period) : high_(period), low_(period) {}

  std::optional<double> Update(double x) {
    const double high = high_.Push(x);
    const double low = low_.Push(x);
    return high_.full() ? std::optional((high + low) * 0.5) : std::nullopt;
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
};

}  // namespace keel::indicators
