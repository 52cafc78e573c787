// SPDX-License-Identifier: MIT
// The plain change over a lag, in units of the input.
#pragma once

#include <optional>

#include "indicators/internal/delay.h"

namespace keel::indicators {

/// x - x of `period` updates ago (TA-Lib MOM).
class Momentum {
 public:
  explicit Momentum(int period) : before_(period) {}

  std::optional<double> Update(double x) {
    const auto old = before_.Push(x);
    return old ? std::optional(x - *old) : std::nullopt;
  }

  int warm_up() const { return before_.lag() + 1; }

 private:
  internal::Delay before_;
};

}  // namespace keel::indicators
