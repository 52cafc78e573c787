// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// The absolute drawdown as a fraction of its peak.
/// Source: freqtrade.
std::optional<double> AbsoluteDrawdownFraction(const Prepared& p) {
  if (!p.scan.largest) return 0.0;
  return Ratio(AbsoluteDrawdown(p), p.inputs.strategy.equity[p.scan.largest->peak]);
}

}  // namespace keel::metrics
