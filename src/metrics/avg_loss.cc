// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the negative daily returns (< 0).
/// Source: QuantStats.
std::optional<double> AvgLoss(const Prepared& p) {
  const auto loss = p.daily_signs.average_loss();
  if (!loss) return std::nullopt;
  return -*loss;
}

}  // namespace keel::metrics
