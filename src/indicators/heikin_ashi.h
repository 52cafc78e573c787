// SPDX-License-Identifier: MIT
// Candles that carry half of the last one along, so that trends show as runs of one colour.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The smoothed candle.
struct HeikinAshiValue {
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
};

/// close = (o + h + l + c) / 4; open = mean of the last smoothed open and close, at first of the
/// bar's own; high and low take both into account.
class HeikinAshi {
 public:
  std::optional<HeikinAshiValue> Update(const Ohlcv& bar) {
    const double close = (bar.open + bar.high + bar.low + bar.close) * 0.25;
    const double open = last_ ? (last_->open + last_->close) * 0.5 : (bar.open + bar.close) * 0.5;
    last_ = HeikinAshiValue{open, std::max({bar.high, open, close}),
                            std::min({bar.low, open, close}), close};
    return last_;
  }

  int warm_up() const { return 1; }

 private:
  std::optional<HeikinAshiValue> last_;
};

}  // namespace keel::indicators
