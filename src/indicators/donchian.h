// SPDX-License-Identifier: MIT
// The range of the last bars; its breaks were the Turtles' signal.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The three lines.
struct DonchianValue {
  double upper = 0;   ///< highest high
  double middle = 0;  ///< mean of the two
  double lower = 0;   ///< lowest low
};

/// Donchian channel of the last `period` bars, the newest included.
class Donchian {
 public:
  explicit Donchian(int period) : high_(period), low_(period) {}

  std::optional<DonchianValue> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    return high_.full() ? std::optional(DonchianValue{high, (high + low) * 0.5, low})
                        : std::nullopt;
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
};

}  // namespace keel::indicators
