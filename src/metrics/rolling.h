// SPDX-License-Identifier: MIT
// Ratios over a sliding window of daily returns, for the plots of the tear sheet. 180 days is half
// a year.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "metrics/daily.h"

namespace keel::metrics {

inline constexpr size_t kHalfYearDays = 180;

/// A value dated by the last day of its window, days since 1970-01-01.
struct DayValue {
  int64_t day = 0;
  double value = 0;
};

/// The definitions of the statistics of the same name over the last `window` days. Days on which
/// the value is undefined (window not full, no variance, no losing day) are left out.
std::vector<DayValue> RollingSharpe(const DailySeries& daily, size_t window = kHalfYearDays);
std::vector<DayValue> RollingSortino(const DailySeries& daily, size_t window = kHalfYearDays);
std::vector<DayValue> RollingVolatility(const DailySeries& daily, size_t window = kHalfYearDays);
std::vector<DayValue> RollingBeta(const DailySeries& daily, const DailySeries& benchmark,
                                  size_t window = kHalfYearDays);

/// Daily returns scaled so that their volatility equals the benchmark's over the common days; what
/// the strategy would have earned at the benchmark's risk. Empty where either does not vary.
std::vector<DayValue> VolatilityMatchedReturns(const DailySeries& daily,
                                               const DailySeries& benchmark);

}  // namespace keel::metrics
