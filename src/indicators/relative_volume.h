// SPDX-License-Identifier: MIT
// How busy a bar is compared with those before it.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// volume / mean volume of the `period` bars before; 0 when those had none.
class RelativeVolume {
 public:
  explicit RelativeVolume(int period = 20) : mean_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto usual = usual_;
    usual_ = mean_.Update(bar.volume);
    return usual ? std::optional(internal::Ratio(bar.volume, *usual, 0.0)) : std::nullopt;
  }

  int warm_up() const { return mean_.warm_up() + 1; }

 private:
  Sma mean_;
  std::optional<double> usual_;
};

}  // namespace keel::indicators
