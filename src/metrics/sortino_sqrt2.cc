// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Sortino ratio over sqrt(2): on the scale of a Sharpe ratio for symmetric returns.
/// Source: Schwager; QuantStats.
std::optional<double> SortinoSqrt2(const Prepared& p) { return Ratio(Sortino(p), std::sqrt(2.0)); }

}  // namespace keel::metrics
