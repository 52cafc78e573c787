// SPDX-License-Identifier: MIT
// The floor trader's levels for the next session, from the session that just ended.
#pragma once

#include <optional>

#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Levels for the bar that follows.
struct PivotPointsValue {
  double pivot = 0;
  double r1 = 0, r2 = 0, r3 = 0;
  double s1 = 0, s2 = 0, s3 = 0;
};

/// Classic pivots: p = (h + l + c) / 3, r1 = 2 p - l, s1 = 2 p - h, r2/s2 = p +- (h - l),
/// r3 = h + 2 (p - l), s3 = l - 2 (h - p). Feed it whole sessions.
class PivotPoints {
 public:
  std::optional<PivotPointsValue> Update(const Ohlcv& bar) {
    const double p = bar.typical();
    PivotPointsValue levels;
    levels.pivot = p;
    levels.r1 = 2 * p - bar.low;
    levels.s1 = 2 * p - bar.high;
    levels.r2 = p + bar.range();
    levels.s2 = p - bar.range();
    levels.r3 = bar.high + 2 * (p - bar.low);
    levels.s3 = bar.low - 2 * (bar.high - p);
    return levels;
  }

  int warm_up() const { return 1; }
};

}  // namespace keel::indicators
