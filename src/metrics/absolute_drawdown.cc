// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest fall of equity from a running peak, in money; it may be another fall than the maximum
/// drawdown.
/// Source: freqtrade.
std::optional<double> AbsoluteDrawdown(const Prepared& p) {
  if (!p.scan.largest) return 0.0;
  const auto equity = p.inputs.strategy.equity;
  return equity[p.scan.largest->peak] - equity[p.scan.largest->trough];
}

}  // namespace keel::metrics
