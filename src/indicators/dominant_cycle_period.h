// SPDX-License-Identifier: MIT
// How many updates one swing of the market takes at present.
#pragma once

#include <optional>

#include "indicators/internal/hilbert.h"

namespace keel::indicators {

/// Ehlers' dominant cycle period by Hilbert transform (TA-Lib HT_DCPERIOD), in updates.
class DominantCyclePeriod {
 public:
  std::optional<double> Update(double x) {
    cycle_.Update(x);
    if (seen_ < kWarmUp) [[unlikely]] {
      ++seen_;
    }
    return seen_ == kWarmUp ? std::optional(cycle_.period()) : std::nullopt;
  }

  int warm_up() const { return kWarmUp; }

 private:
  static constexpr int kWarmUp = 33;
  internal::Hilbert cycle_{12};
  int seen_ = 0;
};

}  // namespace keel::indicators
