// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest number of daily closes in a row below the running peak.
/// Source: QuantStats.
std::optional<double> LongestDrawdownDays(const Prepared& p) {
  size_t longest = 0;
  for (const Drawdown& d : p.daily_drawdowns) longest = std::max(longest, DaysBelow(p, d));
  return static_cast<double>(longest);
}

}  // namespace keel::metrics
