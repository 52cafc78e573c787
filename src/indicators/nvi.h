// SPDX-License-Identifier: MIT
// The returns of quiet bars, on which the informed are said to trade.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "internal/ratio.h"

namespace keel::indicators {

/// Negative volume index: from 1000, multiplied by close / last close on bars whose volume fell
/// [Fosback].
class Nvi {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    if (last_ && bar.volume < last_->volume) {
      value_ *= internal::Ratio(bar.close, last_->close, 1.0);
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
