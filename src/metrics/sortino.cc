// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean daily return over the downside deviation sqrt(sum min(r, 0)^2 / n), times sqrt(365).
/// Source: Sortino and van der Meer 1991; QuantStats. freqtrade uses trades instead of days.
std::optional<double> Sortino(const Prepared& p) {
  return Annualised(Ratio(p.daily_moments.mean, p.daily_downside));
}

}  // namespace keel::metrics
