// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sum of positive over sum of negative daily returns; equals the omega ratio at threshold 0.
/// Source: QuantStats (profit factor).
std::optional<double> ProfitFactorDaily(const Prepared& p) {
  return Ratio(p.daily_signs.won, p.daily_signs.lost);
}

}  // namespace keel::metrics
