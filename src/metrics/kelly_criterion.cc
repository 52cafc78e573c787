// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Win rate - (1 - win rate) / payoff ratio, of days that are not 0: the growth-optimal stake of a
/// repeated bet.
/// Source: Kelly 1956; QuantStats.
std::optional<double> KellyCriterion(const Prepared& p) {
  const auto wins = WinDays(p);
  const auto risked = Ratio(wins ? std::optional(1 - *wins) : std::nullopt, PayoffRatio(p));
  if (!wins || !risked) return std::nullopt;
  return *wins - *risked;
}

}  // namespace keel::metrics
