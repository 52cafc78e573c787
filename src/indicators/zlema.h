// SPDX-License-Identifier: MIT
// An Ema fed with the value plus its change over the Ema's own lag.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/ema.h"
#include "indicators/internal/delay.h"

namespace keel::indicators {

/// Zero-lag exponential moving average: EMA of 2 x - x_((period - 1) / 2 ago) [Ehlers and Way
/// 2010].
class Zlema {
 public:
  explicit Zlema(int period) : ema_(period), before_((period - 1) / 2) {
    CHECK(period >= 3, "a zero-lag average needs a period of at least 3");
  }

  std::optional<double> Update(double x) {
    const auto old = before_.Push(x);
    return old ? ema_.Update(x + (x - *old)) : std::nullopt;
  }

  int warm_up() const { return ema_.warm_up() + before_.lag(); }

 private:
  Ema ema_;
  internal::Delay before_;
};

}  // namespace keel::indicators
