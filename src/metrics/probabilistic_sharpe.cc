// SPDX-License-Identifier: MIT
#include "metrics/sharpe_inference.h"
#include "metrics/statistics.h"

namespace keel::metrics {

/// Probability that the true Sharpe ratio is above 0: Phi(SR sqrt(n - 1) / sqrt(1 - skew SR +
/// (kurtosis - 1) / 4 SR^2)), SR per day, kurtosis not in excess.
/// Source: Bailey and Lopez de Prado 2012; QuantStats.
std::optional<double> ProbabilisticSharpe(const Prepared& p) {
  const Moments& daily = p.daily_moments;
  const auto ratio = Ratio(daily.mean, daily.deviation);
  if (!ratio || !daily.skew || !daily.kurtosis) return std::nullopt;
  return ProbabilityAbove({.ratio = *ratio,
                           .count = static_cast<double>(daily.count),
                           .skew = *daily.skew,
                           .kurtosis = *daily.kurtosis + 3},
                          0);
}

}  // namespace keel::metrics
