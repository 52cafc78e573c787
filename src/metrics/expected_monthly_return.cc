// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Geometric mean of the returns of calendar months, partial ones counted whole.
/// Source: QuantStats.
std::optional<double> ExpectedMonthlyReturn(const Prepared& p) { return GeometricMean(p.months); }

}  // namespace keel::metrics
