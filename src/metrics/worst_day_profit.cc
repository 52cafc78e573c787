// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Smallest change of equity over one UTC day.
/// Source: freqtrade (which counts trades closed that day).
std::optional<double> WorstDayProfit(const Prepared& p) {
  std::optional<double> worst;
  double previous = p.daily.start_equity;
  for (const double equity : p.daily.equity) {
    worst = std::min(worst.value_or(equity - previous), equity - previous);
    previous = equity;
  }
  return worst;
}

}  // namespace keel::metrics
