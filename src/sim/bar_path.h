// SPDX-License-Identifier: MIT
// The imagined way of the price through one bar: straight lines through open, first extreme, second
// extreme and close, a third of the bar each. A single trade is a bar without length.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "core/bar.h"

namespace keel::sim {

/// Which extreme comes first; see FillSettings::path.
enum class PathRule { kPessimistic, kOptimistic, kOpenHighLowClose, kNearestExtreme };

/// kUsage with the nearest name for anything but pessimistic, optimistic, ohlc, nearest.
base::Result<PathRule> ParsePathRule(std::string_view text);

class BarPath {
 public:
  BarPath() = default;
  /// The way through `bar` from its open time to `close_time`. `holds_position` is what the
  /// pessimistic and optimistic rules turn on: against a holder is down first, against a buyer up.
  BarPath(const core::Bar& bar, base::UnixNanos close_time, PathRule rule, bool holds_position);

  /// The same bar when a position was opened or closed at `now`, on the way to the first extreme:
  /// from there the other extreme comes first. Later than that it is the same way.
  BarPath TurnedAt(base::UnixNanos now) const;

  base::UnixNanos start() const { return times_.front(); }
  base::UnixNanos end() const { return times_.back(); }
  double PriceAt(base::UnixNanos t) const;

  struct Point {
    base::UnixNanos time;
    double price;
  };
  /// The first instant from `from` on at which the price is at or beyond `level`: below it when
  /// `falling`, above it otherwise. The price is `level`, or the path's own where it is beyond
  /// already at `from` (a gap).
  std::optional<Point> FirstCrossing(base::UnixNanos from, double level, bool falling) const;
  /// The first instant from `from` on at which the price has come back by `fraction` from its best
  /// since then or from `best`: a trailing stop. `falling`: the best is a high. Moves `best` along
  /// until the retreat, or to the end of the bar.
  std::optional<Point> FirstRetreat(base::UnixNanos from, double fraction, bool falling,
                                    double* best) const;

 private:
  std::array<base::UnixNanos, 4> times_{};
  std::array<double, 4> prices_{};
};

}  // namespace keel::sim
