// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Loss at the 5 % quantile of the daily returns that were seen.
/// Source: Jorion 2006.
std::optional<double> DailyVarHistorical(const Prepared& p) {
  const auto quantile = SortedQuantile(p.sorted_daily, 0.05);
  if (!quantile) return std::nullopt;
  return -*quantile;
}

}  // namespace keel::metrics
