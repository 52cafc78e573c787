// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean return per bar over its downside deviation, times sqrt(bars per year).
/// Source: Keel; as the daily one.
std::optional<double> SortinoBars(const Prepared& p) {
  const std::optional<double> per_bar = Ratio(p.scan.returns.mean, p.scan.downside);
  if (!per_bar || p.inputs.strategy.periods_per_year <= 0) return std::nullopt;
  return *per_bar * std::sqrt(p.inputs.strategy.periods_per_year);
}

}  // namespace keel::metrics
