// SPDX-License-Identifier: MIT
// What a bar indicator sees of a bar: five numbers. Time, instrument and exactness stay with
// core::Bar, so that an indicator can be tested and used on any series.
#pragma once

#include <algorithm>
#include <cmath>

namespace keel::indicators {

/// One bar of statistics. Requires low <= open, close <= high and volume >= 0, all finite.
struct Ohlcv {
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;

  /// (high + low) / 2.
  double median() const { return (high + low) * 0.5; }
  /// (high + low + close) / 3.
  double typical() const { return (high + low + close) / 3.0; }
  /// high - low.
  double range() const { return high - low; }
};

/// Wilder's true range: the largest of high - low, |high - previous close|, |low - previous close|.
inline double TrueRangeOf(const Ohlcv& bar, double previous_close) {
  return std::max(bar.high, previous_close) - std::min(bar.low, previous_close);
}

}  // namespace keel::indicators
