// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the peak before the maximum drawdown.
/// Source: QuantStats gives the first day below it.
std::optional<double> MaxDrawdownStart(const Prepared& p) {
  if (!p.scan.deepest) return std::nullopt;
  return UnixSeconds(p.inputs.strategy.times[p.scan.deepest->peak]);
}

}  // namespace keel::metrics
