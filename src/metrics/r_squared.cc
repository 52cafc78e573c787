// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Square of the correlation with the benchmark.
/// Source: QuantStats.
std::optional<double> RSquared(const Prepared& p) {
  const auto correlation = Correlation(p);
  if (!correlation) return std::nullopt;
  return *correlation * *correlation;
}

}  // namespace keel::metrics
