// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 120 calendar months as a yearly rate; absent where the series is shorter.
/// Source: QuantStats takes 119 months, and shorter series too.
std::optional<double> Return10y(const Prepared& p) { return TrailingAnnualised(p.daily, 10); }

}  // namespace keel::metrics
