// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the daily returns >= 0 over their number, divided by the same of the negative ones.
/// Source: QuantStats.
std::optional<double> ProfitRatio(const Prepared& p) {
  const double gains = static_cast<double>(p.daily_signs.wins + p.daily_signs.draws);
  const double losses = static_cast<double>(p.daily_signs.losses);
  return Ratio(Ratio(p.daily_signs.won, gains * gains), Ratio(p.daily_signs.lost, losses * losses));
}

}  // namespace keel::metrics
