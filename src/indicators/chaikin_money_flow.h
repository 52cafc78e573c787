// SPDX-License-Identifier: MIT
// The share of the recent volume that was bought less the share that was sold.
#pragma once

#include <optional>

#include "indicators/accumulation_distribution.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Sum of CloseLocation * volume / sum of volume over `period` bars, in [-1, 1]; 0 without volume.
class ChaikinMoneyFlow {
 public:
  explicit ChaikinMoneyFlow(int period = 20) : flow_(period), volume_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double flow = flow_.Push(CloseLocation(bar) * bar.volume);
    const double volume = volume_.Push(bar.volume);
    return volume_.full() ? std::optional(internal::Ratio(flow, volume, 0.0)) : std::nullopt;
  }

  int warm_up() const { return volume_.period(); }

 private:
  internal::WindowSum flow_, volume_;
};

}  // namespace keel::indicators
