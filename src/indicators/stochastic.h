// SPDX-License-Identifier: MIT
// Lane's stochastic as it is usually drawn: the fast one smoothed once more.
#pragma once

#include <optional>

#include "indicators/sma.h"
#include "indicators/stochastic_fast.h"

namespace keel::indicators {

/// Slow stochastic: k = SMA of the fast k over `slow_k`, d = SMA of k over `slow_d`.
class Stochastic {
 public:
  explicit Stochastic(int fast_k = 5, int slow_k = 3, int slow_d = 3)
      : fast_(fast_k, slow_k), d_(slow_d) {}

  std::optional<StochasticValue> Update(const Ohlcv& bar) {
    const auto fast = fast_.Update(bar);
    const auto d = fast ? d_.Update(fast->d) : std::nullopt;
    return d ? std::optional(StochasticValue{fast->d, *d}) : std::nullopt;
  }

  int warm_up() const { return fast_.warm_up() + d_.warm_up() - 1; }

 private:
  StochasticFast fast_;
  Sma d_;
};

}  // namespace keel::indicators
