// SPDX-License-Identifier: MIT
// The average price of what was traded since an anchor: a session's open, or the start of an order.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Sum of typical * volume / sum of volume since the start or the last Reset; the typical price
/// itself while no volume traded. Indicators do not know the time: the caller resets at each
/// session's open.
class Vwap {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    value_ += bar.typical() * bar.volume;
    volume_ += bar.volume;
    return internal::Ratio(value_, volume_, bar.typical());
  }

  /// Starts a new session.
  void Reset() { value_ = volume_ = 0; }
  int warm_up() const { return 1; }

 private:
  double value_ = 0, volume_ = 0;
};

}  // namespace keel::indicators
