// SPDX-License-Identifier: MIT
// An average whose weights form a triangle: the mean of a mean.
#pragma once

#include <optional>

#include "indicators/sma.h"

namespace keel::indicators {

/// Triangular moving average: SMA of SMA with lengths (n + 1) / 2 twice, or n / 2 and n / 2 + 1.
class Trima {
 public:
  explicit Trima(int period) : first_((period + 1) / 2), second_(period / 2 + 1) {}

  std::optional<double> Update(double x) {
    const auto mean = first_.Update(x);
    return mean ? second_.Update(*mean) : std::nullopt;
  }

  int warm_up() const { return first_.warm_up() + second_.warm_up() - 1; }

 private:
  Sma first_, second_;
};

}  // namespace keel::indicators
