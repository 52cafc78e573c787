// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/sharpe_inference.h"
#include "metrics/statistics.h"

namespace keel::metrics {

/// sqrt((1 + SR^2 / 2) / n) times sqrt(365), SR per day: the error of the Sharpe ratio for
/// independent, identically distributed returns.
/// Source: Lo 2002.
std::optional<double> SharpeStandardError(const Prepared& p) {
  const auto ratio = Ratio(p.daily_moments.mean, p.daily_moments.deviation);
  if (!ratio) return std::nullopt;
  const double n = static_cast<double>(p.daily_moments.count);
  return Annualised(std::sqrt(SharpeVariance({.ratio = *ratio}) / n));
}

}  // namespace keel::metrics
