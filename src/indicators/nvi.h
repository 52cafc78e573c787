// SPDX-License-Identifier: MIT
// The returns of quiet bars, on which the informed are said to trade.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Negative volume index: from 1000, multiplied by close / last close on bars whose volume fell
/// [Fosback].
/// A return that would end the index (to or from a price of 0) is left out.
class Nvi {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    if (last_ && bar.volume < last_->volume) {
      const double next = value_ * internal::Ratio(bar.close, last_->close, 1.0);
      value_ = std::isfinite(next) && next != 0 ? next : value_;
    }
    last_ = bar;
    return value_;
  }

  int warm_up() const { return 1; }

 private:
  double value_ = 1000;
  std::optional<Ohlcv> last_;
};

}  // namespace keel::indicators
