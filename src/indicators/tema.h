// SPDX-License-Identifier: MIT
// Dema carried one step further.
#pragma once

#include <optional>

#include "indicators/ema.h"

namespace keel::indicators {

/// Triple exponential moving average: 3 e1 - 3 e2 + e3, each e the Ema of the one before [Mulloy
/// 1994].
class Tema {
 public:
  explicit Tema(int period) : first_(period), second_(period), third_(period) {}

  std::optional<double> Update(double x) {
    const auto one = first_.Update(x);
    const auto two = one ? second_.Update(*one) : std::nullopt;
    const auto three = two ? third_.Update(*two) : std::nullopt;
    return three ? std::optional(3 * (*one - *two) + *three) : std::nullopt;
  }

  int warm_up() const { return 3 * first_.warm_up() - 2; }

 private:
  Ema first_, second_, third_;
};

}  // namespace keel::indicators
