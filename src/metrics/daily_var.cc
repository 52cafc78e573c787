// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Loss that a day exceeds with probability 5 % if daily returns are normal: 1.645 deviation -
/// mean.
/// Source: QuantStats, as a positive loss.
std::optional<double> DailyVar(const Prepared& p) {
  if (!p.daily_moments.deviation) return std::nullopt;
  return kNormalQuantile95 * *p.daily_moments.deviation - *p.daily_moments.mean;
}

}  // namespace keel::metrics
