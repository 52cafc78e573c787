// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Geometric mean of daily returns.
/// Source: QuantStats.
std::optional<double> ExpectedDailyReturn(const Prepared& p) {
  if (p.daily.size() == 0) return std::nullopt;
  const double growth = p.final_equity() / p.start_equity();
  if (growth < 0) return std::nullopt;
  return std::pow(growth, 1.0 / static_cast<double>(p.daily.size())) - 1;
}

}  // namespace keel::metrics
