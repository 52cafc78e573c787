// SPDX-License-Identifier: MIT
// The fast stochastic hung from the top.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// -100 (highest high - close) / (highest high - lowest low) over `period` bars, in [-100, 0]; -50
/// while the range is zero (TA-Lib: 0).
class WilliamsR {
 public:
  explicit WilliamsR(int period) : high_(period), low_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return -100 * internal::Ratio(high - bar.close, high - low, 0.5);
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
};

}  // namespace keel::indicators
