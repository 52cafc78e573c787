// SPDX-License-Identifier: MIT
// The average body of a candle.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// SMA of close - open over `period` bars [Chande 1994].
class Qstick {
 public:
  explicit Qstick(int period) : mean_(period) {}

  std::optional<double> Update(const Ohlcv& bar) { return mean_.Update(bar.close - bar.open); }

  int warm_up() const { return mean_.warm_up(); }

 private:
  Sma mean_;
};

}  // namespace keel::indicators
