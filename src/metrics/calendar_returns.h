// SPDX-License-Identifier: MIT
// Daily returns compounded into weeks, months, quarters and years of the UTC calendar, for the heat
// map, the yearly bars and the statistics of months.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/daily.h"

namespace keel::metrics {

enum class Period { kDay, kWeek, kMonth, kQuarter, kYear };

/// One calendar period, however little of it the series covers.
struct PeriodReturn {
  int year = 0;
  int number = 0;        ///< month 1-12, quarter 1-4; 0 for days, weeks and years
  int64_t last_day = 0;  ///< last day of the series in it, days since 1970-01-01
  double value = 0;      ///< compounded return
  double sum = 0;        ///< simple sum of the daily returns
};

/// In time order; `value`s compound to the total return. Weeks run from Monday to Sunday (ISO
/// 8601).
std::vector<PeriodReturn> AggregateReturns(const DailySeries& daily, Period period);

/// Year x month table of returns; a month outside the series is absent.
struct MonthlyGrid {
  int first_year = 0;
  std::vector<std::array<std::optional<double>, 12>> months;
  std::vector<double> years;  ///< the whole year's return, one per row
};
MonthlyGrid MonthlyReturnGrid(const DailySeries& daily);

/// Return over the last `months` calendar months: equity at the last close over equity at the close
/// of the same day so many months before (or of that month's last day). Absent where the series is
/// shorter.
std::optional<double> TrailingReturn(const DailySeries& daily, int months);

/// TrailingReturn of `years` years as a yearly rate: (1 + r)^(1 / years) - 1.
std::optional<double> TrailingAnnualised(const DailySeries& daily, int years);

}  // namespace keel::metrics
