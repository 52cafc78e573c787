// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Profit factor of days times the share of winning days times the payoff ratio.
/// Source: QuantStats.
std::optional<double> CpcIndex(const Prepared& p) {
  const auto profit = ProfitFactorDaily(p);
  const auto wins = WinDays(p);
  const auto payoff = PayoffRatio(p);
  if (!profit || !wins || !payoff) return std::nullopt;
  return *profit * *wins * *payoff;
}

}  // namespace keel::metrics
