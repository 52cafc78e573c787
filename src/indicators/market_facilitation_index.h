// SPDX-License-Identifier: MIT
// The range that one unit of volume moved.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// (high - low) / volume [Williams 1995]; 0 without volume.
class MarketFacilitationIndex {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    return internal::Ratio(bar.range(), bar.volume, 0.0);
  }

  int warm_up() const { return 1; }
};

}  // namespace keel::indicators
