// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest change of equity over one UTC day.
/// Source: freqtrade (which counts trades closed that day).
std::optional<double> BestDayProfit(const Prepared& p) {
  std::optional<double> best;
  double previous = p.daily.start_equity;
  for (const double equity : p.daily.equity) {
    best = std::max(best.value_or(equity - previous), equity - previous);
    previous = equity;
  }
  return best;
}

}  // namespace keel::metrics
