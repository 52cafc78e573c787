// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// The same over calendar months, a month being the sum of its daily returns.
/// Source: Schwager 2012; QuantStats.
std::optional<double> GainToPainMonthly(const Prepared& p) {
  double sum = 0, lost = 0;
  for (const PeriodReturn& month : p.months) {
    sum += month.sum;
    lost += std::max(-month.sum, 0.0);
  }
  return Ratio(sum, lost);
}

}  // namespace keel::metrics
