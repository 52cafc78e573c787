// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Bias-corrected skewness of daily returns.
/// Source: pandas; QuantStats.
std::optional<double> Skew(const Prepared& p) { return p.daily_moments.skew; }

}  // namespace keel::metrics
