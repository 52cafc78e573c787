// SPDX-License-Identifier: MIT
// The middle of the traded range; Ichimoku is made of three of them.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// (highest high + lowest low) / 2 of the last `period` bars.
class MidPrice {
 public:
  explicit MidPrice(int period) : high_(period), low_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    return high_.full() ? std::optional((high + low) * 0.5) : std::nullopt;
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
};

}  // namespace keel::indicators
