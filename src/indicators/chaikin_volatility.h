// SPDX-License-Identifier: MIT
// Whether the range of bars widens or narrows.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/ohlcv.h"
#include "indicators/roc.h"

namespace keel::indicators {

/// Rate of change, in percent over `roc_period` bars, of the Ema of high - low (TA-Lib CVI).
class ChaikinVolatility {
 public:
  explicit ChaikinVolatility(int period = 10, int roc_period = 10)
      : range_(period), change_(roc_period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto range = range_.Update(bar.range());
    return range ? change_.Update(*range) : std::nullopt;
  }

  int warm_up() const { return range_.warm_up() + change_.warm_up() - 1; }

 private:
  Ema range_;
  Roc change_;
};

}  // namespace keel::indicators
