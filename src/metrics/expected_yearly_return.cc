// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Geometric mean of the returns of calendar years, partial ones counted whole.
/// Source: QuantStats.
std::optional<double> ExpectedYearlyReturn(const Prepared& p) { return GeometricMean(p.years); }

}  // namespace keel::metrics
