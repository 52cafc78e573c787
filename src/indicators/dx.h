// SPDX-License-Identifier: MIT
// How much one direction outweighs the other, whichever it is.
#pragma once

#include <optional>

#include "indicators/internal/directional_sums.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Directional movement index: 100 |+DI - -DI| / (+DI + -DI), in [0, 100]; keeps its last value (at
/// first 0) while nothing moves.
class Dx {
 public:
  explicit Dx(int period) : sums_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    sums_.Update(bar);
    value_ = sums_.Dx().value_or(value_);
    return sums_.has_indicator() ? std::optional(value_) : std::nullopt;
  }

  int warm_up() const { return sums_.period() + 1; }

 private:
  internal::DirectionalSums sums_;
  double value_ = 0;
};

}  // namespace keel::indicators
