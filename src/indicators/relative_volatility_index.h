// SPDX-License-Identifier: MIT
// The strength index of volatility: on which side the standard deviation grows.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/rma.h"
#include "indicators/std_dev.h"

namespace keel::indicators {

/// 100 up / (up + down), Wilder averages over `period` of the standard deviation over
/// `deviation_period` values, counted up when the value rose and down when it fell [Dorsey 1993];
/// 50 while both are 0.
class RelativeVolatilityIndex {
 public:
  explicit RelativeVolatilityIndex(int period = 14, int deviation_period = 10)
      : deviation_(deviation_period), up_(period), down_(period) {}

  std::optional<double> Update(double x) {
    const double last = last_.value_or(x);
    last_ = x;
    const auto deviation = deviation_.Update(x);
    if (!deviation) [[unlikely]] {
      return std::nullopt;
    }
    const auto up = up_.Update(x > last ? *deviation : 0.0);
    const auto down = down_.Update(x < last ? *deviation : 0.0);
    return up ? std::optional(100 * internal::Ratio(*up, *up + *down, 0.5)) : std::nullopt;
  }

  int warm_up() const { return deviation_.warm_up() + up_.warm_up() - 1; }

 private:
  StdDev deviation_;
  Rma up_, down_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
