// SPDX-License-Identifier: MIT
// The true range comparable between assets.
#pragma once

#include <optional>

#include "indicators/atr.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// 100 ATR / close, in percent; 0 where the close is 0.
class Natr {
 public:
  explicit Natr(int period) : atr_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto atr = atr_.Update(bar);
    return atr ? std::optional(100 * internal::Ratio(*atr, bar.close, 0.0)) : std::nullopt;
  }

  int warm_up() const { return atr_.warm_up(); }

 private:
  Atr atr_;
};

}  // namespace keel::indicators
