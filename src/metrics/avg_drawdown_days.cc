// SPDX-License-Identifier: MIT
#include <cstddef>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean number of daily closes below the peak per drawdown.
/// Source: QuantStats.
std::optional<double> AvgDrawdownDays(const Prepared& p) {
  size_t days = 0;
  for (const Drawdown& d : p.daily_drawdowns) days += DaysBelow(p, d);
  return Ratio(static_cast<double>(days), static_cast<double>(p.daily_drawdowns.size()));
}

}  // namespace keel::metrics
