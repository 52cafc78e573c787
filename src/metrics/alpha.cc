// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Jensen's alpha: 365 times (mean daily return - beta times the benchmark's).
/// Source: Jensen 1968; QuantStats.
std::optional<double> Alpha(const Prepared& p) {
  const auto beta = Beta(p);
  if (!beta) return std::nullopt;
  return (p.paired->mean_y - *beta * p.paired->mean_x) * kDaysPerYear;
}

}  // namespace keel::metrics
