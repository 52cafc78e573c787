// SPDX-License-Identifier: MIT
// Accumulation without volume: what each close gained on the true low or lost to the true high.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Running sum, from 0, of close - min(low, last close) on a rise and close - max(high, last close)
/// on a fall (TA-Lib WAD).
class WilliamsAd {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    if (last_) [[likely]] {
      if (bar.close > *last_) {
        total_ += bar.close - std::min(bar.low, *last_);
      } else if (bar.close < *last_) {
        total_ += bar.close - std::max(bar.high, *last_);
      }
    }
    last_ = bar.close;
    return total_;
  }

  int warm_up() const { return 1; }

 private:
  double total_ = 0;
  std::optional<double> last_;
};

}  // namespace keel::indicators
