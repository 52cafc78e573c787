// SPDX-License-Identifier: MIT
// The percentage oscillator of volume: whether activity grows.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"
#include "indicators/ppo.h"

namespace keel::indicators {

/// Percentage volume oscillator: Ppo of the volume; 0 while there is none.
class Pvo {
 public:
  explicit Pvo(int fast = 12, int slow = 26) : ppo_(fast, slow) {}

  std::optional<double> Update(const Ohlcv& bar) { return ppo_.Update(bar.volume); }

  int warm_up() const { return ppo_.warm_up(); }

 private:
  Ppo ppo_;
};

}  // namespace keel::indicators
