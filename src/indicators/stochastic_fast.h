// SPDX-License-Identifier: MIT
// Where the close stands within the range of the last bars.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// %K and its average.
struct StochasticValue {
  double k = 0;
  double d = 0;
};

/// Fast stochastic: k = 100 (close - lowest low) / (highest high - lowest low) over `k_period`
/// bars, d = SMA of k. k is 50 while the range is zero (TA-Lib: 0).
class StochasticFast {
 public:
  explicit StochasticFast(int k_period = 5, int d_period = 3)
      : high_(k_period), low_(k_period), d_(d_period) {}

  std::optional<StochasticValue> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double k = 100 * internal::Ratio(bar.close - low, high - low, 0.5);
    const auto d = d_.Update(k);
    return d ? std::optional(StochasticValue{k, *d}) : std::nullopt;
  }

  int warm_up() const { return high_.period() + d_.warm_up() - 1; }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
  Sma d_;
};

}  // namespace keel::indicators
