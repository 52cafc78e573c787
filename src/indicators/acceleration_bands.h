// SPDX-License-Identifier: MIT
// Bands as wide as the bars' own relative range.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// The three bands.
struct AccelerationBandsValue {
  double upper = 0;
  double middle = 0;
  double lower = 0;
};

/// SMA of high (1 + 4 w), of close, and of low (1 - 4 w), w = (high - low) / (high + low) or 0
/// [Headley 2002; TA-Lib ACCBANDS].
class AccelerationBands {
 public:
  explicit AccelerationBands(int period) : upper_(period), middle_(period), lower_(period) {}

  std::optional<AccelerationBandsValue> Update(const Ohlcv& bar) {
    const double width = 4 * internal::Ratio(bar.range(), bar.high + bar.low, 0.0);
    const auto upper = upper_.Update(bar.high * (1 + width));
    const auto middle = middle_.Update(bar.close);
    const auto lower = lower_.Update(bar.low * (1 - width));
    return upper ? std::optional(AccelerationBandsValue{*upper, *middle, *lower}) : std::nullopt;
  }

  int warm_up() const { return middle_.warm_up(); }

 private:
  Sma upper_, middle_, lower_;
};

}  // namespace keel::indicators
