// SPDX-License-Identifier: MIT
// The change of the price times what it took to change it.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Ema over `period` of (close - last close) * volume [Elder 1993].
class ForceIndex {
 public:
  explicit ForceIndex(int period = 13) : ema_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto last = last_;
    last_ = bar.close;
    return last ? ema_.Update((bar.close - *last) * bar.volume) : std::nullopt;
  }

  int warm_up() const { return ema_.warm_up() + 1; }

 private:
  Ema ema_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
