// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean depth of the drawdowns of daily closes.
/// Source: QuantStats, as a positive loss.
std::optional<double> AvgDrawdown(const Prepared& p) {
  double depths = 0;
  for (const Drawdown& d : p.daily_drawdowns) depths += d.depth;
  return Ratio(depths, static_cast<double>(p.daily_drawdowns.size()));
}

}  // namespace keel::metrics
