// SPDX-License-Identifier: MIT
// A stop that hangs from the best price of the window.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/atr.h"
#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The stops of a long and of a short position.
struct ChandelierValue {
  double long_stop = 0;   ///< highest high - multiplier * ATR
  double short_stop = 0;  ///< lowest low + multiplier * ATR
};

/// Chandelier exit over `period` bars [LeBeau].
class ChandelierExit {
 public:
  explicit ChandelierExit(int period = 22, double multiplier = 3.0)
      : atr_(period), high_(period), low_(period), multiplier_(multiplier) {}

  std::optional<ChandelierValue> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    const auto atr = atr_.Update(bar);
    if (!atr) [[unlikely]] {
      return std::nullopt;
    }
    return ChandelierValue{high - multiplier_ * *atr, low + multiplier_ * *atr};
  }

  int warm_up() const { return atr_.warm_up(); }

 private:
  Atr atr_;
  internal::WindowMax high_;
  internal::WindowMin low_;
  double multiplier_;
};

}  // namespace keel::indicators
