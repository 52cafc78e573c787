// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Probability that the true Sharpe ratio is above 0: Phi(SR sqrt(n - 1) / sqrt(1 - skew SR +
/// (kurtosis - 1) / 4 SR^2)), SR per day, kurtosis not in excess.
/// Source: Bailey and Lopez de Prado 2012; QuantStats.
std::optional<double> ProbabilisticSharpe(const Prepared& p) {
  const auto ratio = Ratio(p.daily_moments.mean, p.daily_moments.deviation);
  if (!ratio || !p.daily_moments.skew || !p.daily_moments.kurtosis) return std::nullopt;
  const double kurtosis = *p.daily_moments.kurtosis + 3;
  const double variance = 1 - *p.daily_moments.skew * *ratio + (kurtosis - 1) / 4 * *ratio * *ratio;
  if (variance <= 0) return std::nullopt;
  const double n = static_cast<double>(p.daily_moments.count);
  return 0.5 * std::erfc(-*ratio * std::sqrt((n - 1) / variance) / std::sqrt(2.0));
}

}  // namespace keel::metrics
