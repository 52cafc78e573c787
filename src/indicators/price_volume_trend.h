// SPDX-License-Identifier: MIT
// Volume weighted by the return of the bar, added up: Obv with a sense of proportion.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Running sum of volume (close - last close) / last close, from 0.
class PriceVolumeTrend {
 public:
  std::optional<double> Update(const Ohlcv& bar) {
    if (last_) [[likely]] {
      total_ += bar.volume * internal::Ratio(bar.close - *last_, *last_, 0.0);
    }
    last_ = bar.close;
    return total_;
  }

  int warm_up() const { return 1; }

 private:
  double total_ = 0;
  std::optional<double> last_;
};

}  // namespace keel::indicators
