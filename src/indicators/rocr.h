// SPDX-License-Identifier: MIT
// The gross return over a lag.
#pragma once

#include <optional>

#include "indicators/internal/delay.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// x / x_n with x_n the value of `period` updates ago; 1 where x_n is 0 (TA-Lib: 0).
class Rocr {
 public:
  explicit Rocr(int period) : before_(period) {}

  std::optional<double> Update(double x) {
    const auto old = before_.Push(x);
    return old ? std::optional(internal::Ratio(x, *old, 1.0)) : std::nullopt;
  }

  int warm_up() const { return before_.lag() + 1; }

 private:
  internal::Delay before_;
};

}  // namespace keel::indicators
