// SPDX-License-Identifier: MIT
// The cycle left when the trend is taken out.
#pragma once

#include <optional>

#include "indicators/internal/delay.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// Detrended price oscillator: x of period / 2 + 1 updates ago - SMA(period) (TA-Lib DPO).
class Dpo {
 public:
  explicit Dpo(int period) : mean_(period), before_(period / 2 + 1) {}

  std::optional<double> Update(double x) {
    const auto old = before_.Push(x);
    const auto mean = mean_.Update(x);
    return mean && old ? std::optional(*old - *mean) : std::nullopt;
  }

  int warm_up() const {
    return mean_.warm_up() > before_.lag() ? mean_.warm_up() : before_.lag() + 1;
  }

 private:
  Sma mean_;
  internal::Delay before_;
};

}  // namespace keel::indicators
