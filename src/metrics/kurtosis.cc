// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Bias-corrected excess kurtosis of daily returns.
/// Source: pandas; QuantStats.
std::optional<double> Kurtosis(const Prepared& p) { return p.daily_moments.kurtosis; }

}  // namespace keel::metrics
