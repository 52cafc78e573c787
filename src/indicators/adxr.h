// SPDX-License-Identifier: MIT
// The trend strength with the noise of its turning points averaged out.
#pragma once

#include <optional>

#include "indicators/adx.h"
#include "indicators/internal/delay.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// (ADX + ADX of period - 1 bars ago) / 2 (TA-Lib ADXR).
class Adxr {
 public:
  explicit Adxr(int period) : adx_(period), before_(period - 1) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto adx = adx_.Update(bar);
    const auto old = adx ? before_.Push(*adx) : std::nullopt;
    return old ? std::optional((*adx + *old) * 0.5) : std::nullopt;
  }

  int warm_up() const { return adx_.warm_up() + before_.lag(); }

 private:
  Adx adx_;
  internal::Delay before_;
};

}  // namespace keel::indicators
