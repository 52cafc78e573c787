// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// CAGR over the time in market.
/// Source: QuantStats, which here forgets its periods per year.
std::optional<double> RiskAdjustedReturn(const Prepared& p) {
  return Ratio(Cagr(p), TimeInMarket(p));
}

}  // namespace keel::metrics
