// SPDX-License-Identifier: MIT
// Volume signed by the direction of the close, added up.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"

namespace keel::indicators {

/// On balance volume: + volume when the close rose, - when it fell. Starts at the first bar's
/// volume, as TA-Lib does; only its changes have a meaning [Granville 1963].
class Obv {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    if (!last_) [[unlikely]] {
      total_ = bar.volume;
    } else if (bar.close > *last_) {
      total_ += bar.volume;
    } else if (bar.close < *last_) {
      total_ -= bar.volume;
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
