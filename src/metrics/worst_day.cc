// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Smallest daily return.
/// Source: QuantStats.
std::optional<double> WorstDay(const Prepared& p) {
  if (p.sorted_daily.empty()) return std::nullopt;
  return p.sorted_daily.front();
}

}  // namespace keel::metrics
