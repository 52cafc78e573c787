// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time from the peak to the trough of the absolute drawdown.
/// Source: freqtrade.
std::optional<double> DrawdownDurationS(const Prepared& p) {
  if (!p.scan.largest) return std::nullopt;
  const auto times = p.inputs.strategy.times;
  return (times[p.scan.largest->trough] - times[p.scan.largest->peak]).seconds();
}

}  // namespace keel::metrics
