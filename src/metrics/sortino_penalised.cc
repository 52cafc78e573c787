// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sortino ratio over the same penalty for autocorrelation as the smart Sharpe ratio.
/// Source: QuantStats.
std::optional<double> SortinoPenalised(const Prepared& p) {
  return Ratio(Sortino(p), AutocorrelationPenalty(p.daily.returns));
}

}  // namespace keel::metrics
