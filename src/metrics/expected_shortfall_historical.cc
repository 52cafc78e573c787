// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean loss of the days at or below the 5 % quantile.
/// Source: Acerbi and Tasche 2002; QuantStats (method historical), as a positive loss.
std::optional<double> ExpectedShortfallHistorical(const Prepared& p) {
  const auto tail = LowerTailMean(p.sorted_daily, 0.05);
  if (!tail) return std::nullopt;
  return -*tail;
}

}  // namespace keel::metrics
