// SPDX-License-Identifier: MIT
// Bands at a multiple of the usual range around an average.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/atr.h"
#include "indicators/ema.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The three bands.
struct KeltnerValue {
  double upper = 0;
  double middle = 0;
  double lower = 0;
};

/// Ema(typical price, period) +- multiplier * ATR(atr_period) [Keltner 1960, with Raschke's ATR;
/// TA-Lib KC].
class Keltner {
 public:
  explicit Keltner(int period = 20, int atr_period = 10, double multiplier = 2.0)
      : ema_(period), atr_(atr_period), multiplier_(multiplier) {}

  std::optional<KeltnerValue> Update(const Ohlcv& bar) {
    const auto middle = ema_.Update(bar.typical());
    const auto atr = atr_.Update(bar);
    if (!middle || !atr) [[unlikely]] {
      return std::nullopt;
    }
    const double width = multiplier_ * *atr;
    return KeltnerValue{*middle + width, *middle, *middle - width};
  }

  int warm_up() const { return std::max(ema_.warm_up(), atr_.warm_up()); }

 private:
  Ema ema_;
  Atr atr_;
  double multiplier_;
};

}  // namespace keel::indicators
