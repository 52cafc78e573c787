// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sample standard deviation of daily returns, times sqrt(365).
/// Source: QuantStats.
std::optional<double> Volatility(const Prepared& p) {
  return Annualised(p.daily_moments.deviation);
}

}  // namespace keel::metrics
