// SPDX-License-Identifier: MIT
// The distance the price travelled since the last close, gaps included.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Wilder's true range of each bar; needs the close before, hence two bars (TA-Lib TRANGE).
class TrueRange {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    const auto last = last_;
    last_ = bar.close;
    return last ? std::optional(TrueRangeOf(bar, *last)) : std::nullopt;
  }

  int warm_up() const { return 2; }

 private:
  std::optional<double> last_;
};

}  // namespace keel::indicators
