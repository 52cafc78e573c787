// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest daily return.
/// Source: QuantStats.
std::optional<double> BestDay(const Prepared& p) {
  if (p.sorted_daily.empty()) return std::nullopt;
  return p.sorted_daily.back();
}

}  // namespace keel::metrics
