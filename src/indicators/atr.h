// SPDX-License-Identifier: MIT
// The usual true range: the unit in which stops and sizes are measured.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "indicators/rma.h"

namespace keel::indicators {

/// What the average does with the first bar, which has no close before it.
enum class FirstRange {
  kSkip,     ///< leaves it out (TA-Lib): period + 1 bars to the first value
  kHighLow,  ///< counts its high - low (Wilder 1978): period bars to the first value
};

/// Average true range: Wilder average of the true range over `period` bars. The two starts differ
/// by (1 - 1 / period)^t of the first difference.
class Atr {
 public:
  explicit Atr(int period, FirstRange first = FirstRange::kSkip)
      : average_(period), first_(first) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double last = last_;
    last_ = bar.close;
    if (!started_) [[unlikely]] {
      started_ = true;
      return first_ == FirstRange::kHighLow ? average_.Update(bar.range()) : std::nullopt;
    }
    return average_.Update(TrueRangeOf(bar, last));
  }

  /// Update of a warm indicator.
  double Next(const Ohlcv& bar) {
    const double range = TrueRangeOf(bar, last_);
    last_ = bar.close;
    return average_.Next(range);
  }

  int warm_up() const { return average_.warm_up() + (first_ == FirstRange::kSkip ? 1 : 0); }

 private:
  Rma average_;
  FirstRange first_;
  double last_ = 0;
  bool started_ = false;
};

}  // namespace keel::indicators
