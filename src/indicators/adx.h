// SPDX-License-Identifier: MIT
// The strength of a trend, whatever its direction: above 25 it is usually called one.
#pragma once

#include <optional>

#include "indicators/internal/directional_sums.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Average directional index: mean of the first `period` DX, then Wilder's average of DX, in [0,
/// 100] [Wilder 1978; TA-Lib ADX]. A bar at which DX is undefined leaves it as it is.
class Adx {
 public:
  explicit Adx(int period) : sums_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    sums_.Update(bar);
    if (!sums_.has_indicator()) [[unlikely]] {
      return std::nullopt;
    }
    const double period = sums_.period();
    if (seeded_ < sums_.period()) [[unlikely]] {
      value_ += sums_.Dx().value_or(0.0) / period;
      return ++seeded_ == sums_.period() ? std::optional(value_) : std::nullopt;
    }
    if (const auto dx = sums_.Dx()) {
      value_ += (*dx - value_) / period;
    }
    return value_;
  }

  int warm_up() const { return 2 * sums_.period(); }

 private:
  internal::DirectionalSums sums_;
  int seeded_ = 0;
  double value_ = 0;
};

}  // namespace keel::indicators
