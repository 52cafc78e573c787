// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean daily return over its sample standard deviation, times sqrt(365); risk-free rate 0.
/// Source: Sharpe 1994; QuantStats. freqtrade uses trades instead of days.
std::optional<double> Sharpe(const Prepared& p) {
  return Annualised(Ratio(p.daily_moments.mean, p.daily_moments.deviation));
}

}  // namespace keel::metrics
