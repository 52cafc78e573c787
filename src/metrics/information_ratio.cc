// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean over sample standard deviation of the daily return less the benchmark's, per day.
/// Source: Goodwin 1998; QuantStats, not annualised.
std::optional<double> InformationRatio(const Prepared& p) {
  if (!p.paired || p.paired->count < 2) return std::nullopt;
  const double variance = p.paired->variance_y + p.paired->variance_x - 2 * p.paired->covariance;
  const double scale = p.paired->variance_y + p.paired->variance_x;
  if (variance <= 1e-14 * scale) return std::nullopt;
  return (p.paired->mean_y - p.paired->mean_x) / std::sqrt(variance);
}

}  // namespace keel::metrics
