// SPDX-License-Identifier: MIT
// A trailing stop at a multiple of the usual range, and the trend it implies.
#pragma once

#include <optional>

#include "indicators/atr.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The stop and the direction.
struct SupertrendValue {
  double stop = 0;   ///< below the price in an up trend, above it in a down trend
  double trend = 0;  ///< +1 up, -1 down
};

/// Bands at median +- multiplier * ATR(period), each allowed to move only towards the price until a
/// close beyond it; a close beyond the opposite band turns the trend. The first direction is up.
class Supertrend {
 public:
  explicit Supertrend(int period = 10, double multiplier = 3.0)
      : atr_(period), multiplier_(multiplier) {}

  std::optional<SupertrendValue> Update(const Ohlcv& bar) {
    const double last_close = last_close_;
    last_close_ = bar.close;
    const auto atr = atr_.Update(bar);
    if (!atr) [[unlikely]] {
      return std::nullopt;
    }
    const double upper = bar.median() + multiplier_ * *atr;
    const double lower = bar.median() - multiplier_ * *atr;
    if (!started_ || upper < upper_ || last_close > upper_) {
      upper_ = upper;
    }
    if (!started_ || lower > lower_ || last_close < lower_) {
      lower_ = lower;
    }
    started_ = true;
    if (up_ ? bar.close < lower_ : bar.close > upper_) {
      up_ = !up_;
    }
    return SupertrendValue{up_ ? lower_ : upper_, up_ ? 1.0 : -1.0};
  }

  int warm_up() const { return atr_.warm_up(); }

 private:
  Atr atr_;
  double multiplier_;
  bool started_ = false;
  bool up_ = true;
  double upper_ = 0, lower_ = 0, last_close_ = 0;
};

}  // namespace keel::indicators
