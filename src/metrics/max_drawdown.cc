// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest fraction of its running peak that equity lost, over every point, in [0, 1].
/// Source: QuantStats; freqtrade (max % of account underwater).
std::optional<double> MaxDrawdown(const Prepared& p) {
  if (!p.scan.deepest) return 0.0;
  const auto equity = p.inputs.strategy.equity;
  return DrawdownDepth(equity[p.scan.deepest->peak], equity[p.scan.deepest->trough]);
}

}  // namespace keel::metrics
