// SPDX-License-Identifier: MIT
// The average price of what was traded in the last bars.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Sum of typical * volume / sum of volume over `period` bars; the typical price itself without
/// volume.
class RollingVwap {
 public:
  explicit RollingVwap(int period) : value_(period), volume_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double value = value_.Push(bar.typical() * bar.volume);
    const double volume = volume_.Push(bar.volume);
    return volume_.full() ? std::optional(internal::Ratio(value, volume, bar.typical()))
                          : std::nullopt;
  }

  int warm_up() const { return volume_.period(); }

 private:
  internal::WindowSum value_, volume_;
};

}  // namespace keel::indicators
