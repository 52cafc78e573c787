// SPDX-License-Identifier: MIT
// The usual range of a bar, gaps left out.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// SMA of high - low over `period` bars (TA-Lib ADR).
class AverageDayRange {
 public:
  explicit AverageDayRange(int period) : mean_(period) {}

  std::optional<double> Update(const Ohlcv& bar) { return mean_.Update(bar.range()); }

  int warm_up() const { return mean_.warm_up(); }

 private:
  Sma mean_;
};

}  // namespace keel::indicators
