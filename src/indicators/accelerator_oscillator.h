// SPDX-License-Identifier: MIT
// Whether Williams' momentum itself speeds up.
#pragma once

#include <optional>

#include "indicators/awesome_oscillator.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// AwesomeOscillator - its SMA(signal).
class AcceleratorOscillator {
 public:
  explicit AcceleratorOscillator(int fast = 5, int slow = 34, int signal = 5)
      : awesome_(fast, slow), mean_(signal) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto awesome = awesome_.Update(bar);
    const auto mean = awesome ? mean_.Update(*awesome) : std::nullopt;
    return mean ? std::optional(*awesome - *mean) : std::nullopt;
  }

  int warm_up() const { return awesome_.warm_up() + mean_.warm_up() - 1; }

 private:
  AwesomeOscillator awesome_;
  Sma mean_;
};

}  // namespace keel::indicators
