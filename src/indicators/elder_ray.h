// SPDX-License-Identifier: MIT
// How far each side could push the price away from the agreed value, the average.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The two powers.
struct ElderRayValue {
  double bull = 0;  ///< high - Ema(close)
  double bear = 0;  ///< low - Ema(close)
};

/// Elder ray index [Elder 1993].
class ElderRay {
 public:
  explicit ElderRay(int period = 13) : ema_(period) {}

  std::optional<ElderRayValue> Update(const Ohlcv& bar) {
    const auto mean = ema_.Update(bar.close);
    return mean ? std::optional(ElderRayValue{bar.high - *mean, bar.low - *mean}) : std::nullopt;
  }

  int warm_up() const { return ema_.warm_up(); }

 private:
  Ema ema_;
};

}  // namespace keel::indicators
