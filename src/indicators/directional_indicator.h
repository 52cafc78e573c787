// SPDX-License-Identifier: MIT
// Directional movement as a share of the true range.
#pragma once

#include <optional>

#include "indicators/internal/directional_sums.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The two indicators, in percent.
struct DirectionalIndicatorValue {
  double plus = 0;
  double minus = 0;
};

/// +DI and -DI: 100 DM / sum of true ranges [Wilder 1978; TA-Lib PLUS_DI, MINUS_DI]; 0 without
/// range.
class DirectionalIndicator {
 public:
  explicit DirectionalIndicator(int period) : sums_(period) {}

  std::optional<DirectionalIndicatorValue> Update(const Ohlcv& bar) {
    sums_.Update(bar);
    if (!sums_.has_indicator()) [[unlikely]] {
      return std::nullopt;
    }
    return DirectionalIndicatorValue{100 * internal::Ratio(sums_.plus(), sums_.range(), 0.0),
                                     100 * internal::Ratio(sums_.minus(), sums_.range(), 0.0)};
  }

  int warm_up() const { return sums_.period() + 1; }

 private:
  internal::DirectionalSums sums_;
};

}  // namespace keel::indicators
