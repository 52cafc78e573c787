// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the trough of the absolute drawdown.
/// Source: freqtrade.
std::optional<double> DrawdownEnd(const Prepared& p) {
  if (!p.scan.largest) return std::nullopt;
  return UnixSeconds(p.inputs.strategy.times[p.scan.largest->trough]);
}

}  // namespace keel::metrics
