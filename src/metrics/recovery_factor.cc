// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Total return over the maximum drawdown.
/// Source: QuantStats takes the absolute sum of daily returns.
std::optional<double> RecoveryFactor(const Prepared& p) {
  return Ratio(TotalReturn(p), MaxDrawdown(p));
}

}  // namespace keel::metrics
