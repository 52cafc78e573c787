// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean over sample standard deviation of daily returns, not annualised.
/// Source: QuantStats.
std::optional<double> RiskReturnRatio(const Prepared& p) {
  return Ratio(p.daily_moments.mean, p.daily_moments.deviation);
}

}  // namespace keel::metrics
