// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the trough of the maximum drawdown.
/// Source: QuantStats.
std::optional<double> MaxDrawdownDate(const Prepared& p) {
  if (!p.scan.deepest) return std::nullopt;
  return UnixSeconds(p.inputs.strategy.times[p.scan.deepest->trough]);
}

}  // namespace keel::metrics
