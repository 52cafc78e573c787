// SPDX-License-Identifier: MIT
// Ratios are computed from daily returns whatever the timeframe, as QuantStats does: a Sharpe ratio
// of minute bars and one of daily bars are then the same number for the same equity curve.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "metrics/series.h"

namespace keel::metrics {

/// Crypto trades every day: a year is 365 days.
inline constexpr double kDaysPerYear = 365.0;

/// Equity at the close of each UTC day, without gaps. The close of a day is the last point at or
/// before its midnight end, so a bar that closes at 00:00 belongs to the day before; a day without
/// a point keeps the equity of the day before (return 0).
struct DailySeries {
  int64_t first_day = 0;  ///< days since 1970-01-01 of returns[0]
  double start_equity = 0;
  std::vector<double> equity;   ///< at each day's close
  std::vector<double> returns;  ///< simple return of each day; 0 after equity has reached zero

  size_t size() const { return returns.size(); }
  /// One past the last day.
  int64_t end_day() const { return first_day + static_cast<int64_t>(returns.size()); }
};

/// Empty for a series of fewer than two points.
DailySeries ResampleDaily(const EquitySeries& series);

/// e1 / e0 - 1, or 0 where there was nothing left to earn on.
constexpr double SimpleReturn(double e0, double e1) { return e0 > 0 ? e1 / e0 - 1 : 0.0; }

/// Both series' returns over the days that they have in common, as equally long spans.
std::pair<std::span<const double>, std::span<const double>> CommonDays(const DailySeries& a,
                                                                       const DailySeries& b);

}  // namespace keel::metrics
