// SPDX-License-Identifier: MIT
// The return over a lag in the unit of the classic charts.
#pragma once

#include <optional>

#include "indicators/rocp.h"

namespace keel::indicators {

/// Rate of change: 100 (x / x_n - 1), in percent; 0 where x_n is 0. Rocp gives the fraction.
class Roc {
 public:
  explicit Roc(int period) : change_(period) {}

  std::optional<double> Update(double x) {
    const auto change = change_.Update(x);
    return change ? std::optional(100 * *change) : std::nullopt;
  }

  int warm_up() const { return change_.warm_up(); }

 private:
  Rocp change_;
};

}  // namespace keel::indicators
