// SPDX-License-Identifier: MIT
// The two Aroon lines in one number.
#pragma once

#include <optional>

#include "indicators/aroon.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Aroon up - Aroon down, in [-100, 100].
class AroonOscillator {
 public:
  explicit AroonOscillator(int period) : aroon_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto aroon = aroon_.Update(bar);
    return aroon ? std::optional(aroon->up - aroon->down) : std::nullopt;
  }

  int warm_up() const { return aroon_.warm_up(); }

 private:
  Aroon aroon_;
};

}  // namespace keel::indicators
