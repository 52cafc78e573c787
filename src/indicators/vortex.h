// SPDX-License-Identifier: MIT
// Whether highs pull away from earlier lows, or lows from earlier highs.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The two lines.
struct VortexValue {
  double plus = 0;
  double minus = 0;
};

/// plus = sum |high - low'| / sum of true ranges, minus = sum |low - high'| / the same, over
/// `period` bars [Botes and Siepman 2010]; 1 while the range is zero.
class Vortex {
 public:
  explicit Vortex(int period) : plus_(period), minus_(period), range_(period) {}

  std::optional<VortexValue> Update(const Ohlcv& bar) {
    const auto last = last_;
    last_ = bar;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double plus = plus_.Push(std::abs(bar.high - last->low));
    const double minus = minus_.Push(std::abs(bar.low - last->high));
    const double range = range_.Push(TrueRangeOf(bar, last->close));
    if (!range_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return VortexValue{internal::Ratio(plus, range, 1.0), internal::Ratio(minus, range, 1.0)};
  }

  int warm_up() const { return range_.period() + 1; }

 private:
  internal::WindowSum plus_, minus_, range_;
  std::optional<Ohlcv> last_;
};

}  // namespace keel::indicators
