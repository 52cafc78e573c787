// SPDX-License-Identifier: MIT
// The strength index of candles: bodies instead of changes between closes.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// 100 sum of rising bodies / sum of all bodies over `period` bars [Chande 1994]; 50 while there
/// are none.
class IntradayMomentumIndex {
 public:
  explicit IntradayMomentumIndex(int period) : up_(period), down_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double up = up_.Push(std::max(bar.close - bar.open, 0.0));
    const double down = down_.Push(std::max(bar.open - bar.close, 0.0));
    return up_.full() ? std::optional(100 * internal::Ratio(up, up + down, 0.5)) : std::nullopt;
  }

  int warm_up() const { return up_.period(); }

 private:
  internal::WindowSum up_, down_;
};

}  // namespace keel::indicators
