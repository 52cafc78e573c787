// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the positive monthly returns.
/// Source: QuantStats.
std::optional<double> AvgUpMonth(const Prepared& p) { return SignTotalsOf(p.months).average_win(); }

}  // namespace keel::metrics
