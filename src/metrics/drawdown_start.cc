// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the peak of the absolute drawdown.
/// Source: freqtrade.
std::optional<double> DrawdownStart(const Prepared& p) {
  if (!p.scan.largest) return std::nullopt;
  return UnixSeconds(p.inputs.strategy.times[p.scan.largest->peak]);
}

}  // namespace keel::metrics
