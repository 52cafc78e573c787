// SPDX-License-Identifier: MIT
// Volume weighted by where in its range the bar closed, added up.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Share of a bar's volume that was bought less the share that was sold: (2 close - high - low) /
/// (high - low), in [-1, 1]; 0 on a bar without range.
inline double CloseLocation(const Ohlcv& bar) {
  return internal::Ratio((bar.close - bar.low) - (bar.high - bar.close), bar.range(), 0.0);
}

/// Chaikin's accumulation / distribution line: the running sum of CloseLocation * volume.
class AccumulationDistribution {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    total_ += CloseLocation(bar) * bar.volume;
    return total_;
  }

  int warm_up() const { return 1; }

 private:
  double total_ = 0;
};

}  // namespace keel::indicators
