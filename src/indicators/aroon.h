// SPDX-License-Identifier: MIT
// How long ago the last extreme was: a trend keeps making new ones.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Both lines, in [0, 100].
struct AroonValue {
  double up = 0;    ///< 100 (period - bars since the highest high) / period
  double down = 0;  ///< the same for the lowest low
};

/// Aroon over the last period + 1 bars [Chande 1995]; among equal extremes the newest counts.
class Aroon {
 public:
  explicit Aroon(int period) : high_(period + 1), low_(period + 1), period_(period) {
    CHECK(period >= 1, "Aroon needs a period of at least 1");
  }

  std::optional<AroonValue> Update(const Ohlcv& bar) {
    const int high = high_.Push(bar.high);
    const int low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return AroonValue{100 * (period_ - high) / period_, 100 * (period_ - low) / period_};
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMaxAge high_;
  internal::WindowMinAge low_;
  double period_;
};

}  // namespace keel::indicators
