// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the negative monthly returns (< 0).
/// Source: QuantStats.
std::optional<double> AvgDownMonth(const Prepared& p) {
  const auto loss = SignTotalsOf(p.months).average_loss();
  if (!loss) return std::nullopt;
  return -*loss;
}

}  // namespace keel::metrics
