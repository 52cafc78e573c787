// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the daily returns that are not 0.
/// Source: QuantStats.
std::optional<double> AvgReturn(const Prepared& p) {
  return Ratio(p.daily_moments.sum, static_cast<double>(p.daily_signs.wins + p.daily_signs.losses));
}

}  // namespace keel::metrics
