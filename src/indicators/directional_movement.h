// SPDX-License-Identifier: MIT
// How far bars reach beyond the one before, upwards and downwards.
#pragma once

#include <optional>

#include "indicators/internal/directional_sums.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The two Wilder sums, in units of price.
struct DirectionalMovementValue {
  double plus = 0;
  double minus = 0;
};

/// +DM and -DM [Wilder 1978; TA-Lib PLUS_DM, MINUS_DM].
class DirectionalMovement {
 public:
  explicit DirectionalMovement(int period) : sums_(period) {}

  std::optional<DirectionalMovementValue> Update(const Ohlcv& bar) {
    sums_.Update(bar);
    return sums_.has_movement()
               ? std::optional(DirectionalMovementValue{sums_.plus(), sums_.minus()})
               : std::nullopt;
  }

  int warm_up() const { return sums_.period(); }

 private:
  internal::DirectionalSums sums_;
};

}  // namespace keel::indicators
