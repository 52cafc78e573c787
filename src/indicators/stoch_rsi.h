// SPDX-License-Identifier: MIT
// The stochastic of the strength index: more extremes than the Rsi itself.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "indicators/rsi.h"
#include "indicators/stochastic_fast.h"

namespace keel::indicators {

/// Fast stochastic of Rsi(period) over `k_period` values, and its SMA (TA-Lib STOCHRSI, Chande and
/// Kroll).
class StochRsi {
 public:
  explicit StochRsi(int period = 14, int k_period = 5, int d_period = 3)
      : rsi_(period), stochastic_(k_period, d_period) {}

  std::optional<StochasticValue> Update(double x) {
    const auto rsi = rsi_.Update(x);
    if (!rsi) [[unlikely]] {
      return std::nullopt;
    }
    return stochastic_.Update(Ohlcv{*rsi, *rsi, *rsi, *rsi, 0});
  }

  int warm_up() const { return rsi_.warm_up() + stochastic_.warm_up() - 1; }

 private:
  Rsi rsi_;
  StochasticFast stochastic_;
};

}  // namespace keel::indicators
