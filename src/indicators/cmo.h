// SPDX-License-Identifier: MIT
// Gains less losses over gains plus losses, smoothed as TA-Lib does.
#pragma once

#include <optional>

#include "indicators/rsi.h"

namespace keel::indicators {

/// Chande momentum oscillator with Wilder averages: 100 (up - down) / (up + down), in [-100, 100]
/// (TA-Lib CMO); equals 2 RSI - 100. CmoUnsmoothed has Chande's plain sums.
class Cmo {
 public:
  explicit Cmo(int period) : rsi_(period) {}

  std::optional<double> Update(double x) {
    const auto rsi = rsi_.Update(x);
    return rsi ? std::optional(2 * *rsi - 100) : std::nullopt;
  }

  int warm_up() const { return rsi_.warm_up(); }

 private:
  Rsi rsi_;
};

}  // namespace keel::indicators
