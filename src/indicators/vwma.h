// SPDX-License-Identifier: MIT
// The average price paid by close: bars count by their volume.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Volume-weighted moving average: sum(close volume) / sum(volume) over `period` bars.
/// The close itself while the window holds no volume (TA-Lib: not a number).
class Vwma {
 public:
  explicit Vwma(int period) : value_(period), volume_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double value = value_.Push(bar.close * bar.volume);
    const double volume = volume_.Push(bar.volume);
    return volume_.full() ? std::optional(internal::Ratio(value, volume, bar.close)) : std::nullopt;
  }

  int warm_up() const { return volume_.period(); }

 private:
  internal::WindowSum value_, volume_;
};

}  // namespace keel::indicators
