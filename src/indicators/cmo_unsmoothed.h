// SPDX-License-Identifier: MIT
// Chande's own momentum oscillator.
#pragma once

#include <optional>

#include "indicators/cutler_rsi.h"

namespace keel::indicators {

/// 100 (gains - losses) / (gains + losses), sums over the last `period` changes [Chande 1994;
/// TA-Lib CMOU], in [-100, 100]; 0 while nothing moves.
class CmoUnsmoothed {
 public:
  explicit CmoUnsmoothed(int period) : rsi_(period) {}

  std::optional<double> Update(double x) {
    const auto rsi = rsi_.Update(x);
    return rsi ? std::optional(2 * *rsi - 100) : std::nullopt;
  }

  int warm_up() const { return rsi_.warm_up(); }

 private:
  CutlerRsi rsi_;
};

}  // namespace keel::indicators
