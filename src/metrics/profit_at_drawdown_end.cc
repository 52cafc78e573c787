// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Profit since the start at the trough of the absolute drawdown.
/// Source: freqtrade.
std::optional<double> ProfitAtDrawdownEnd(const Prepared& p) {
  if (!p.scan.largest) return std::nullopt;
  return p.inputs.strategy.equity[p.scan.largest->trough] - p.start_equity();
}

}  // namespace keel::metrics
