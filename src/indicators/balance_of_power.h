// SPDX-License-Identifier: MIT
// Which side closed the bar.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// (close - open) / (high - low), in [-1, 1]; 0 on a bar without range.
class BalanceOfPower {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    return internal::Ratio(bar.close - bar.open, bar.range(), 0.0);
  }

  int warm_up() const { return 1; }
};

}  // namespace keel::indicators
