// SPDX-License-Identifier: MIT
// Mulloy's average: the lag of one Ema is estimated by a second and taken off.
#pragma once

#include <optional>

#include "indicators/ema.h"

namespace keel::indicators {

/// Double exponential moving average: 2 EMA(x) - EMA(EMA(x)) [Mulloy 1994].
class Dema {
 public:
  explicit Dema(int period) : first_(period), second_(period) {}

  std::optional<double> Update(double x) {
    const auto one = first_.Update(x);
    if (!one) [[unlikely]] {
      return std::nullopt;
    }
    const auto two = second_.Update(*one);
    return two ? std::optional(2 * *one - *two) : std::nullopt;
  }

  int warm_up() const { return first_.warm_up() + second_.warm_up() - 1; }

 private:
  Ema first_, second_;
};

}  // namespace keel::indicators
