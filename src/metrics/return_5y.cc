// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 60 calendar months as a yearly rate; absent where the series is shorter.
/// Source: QuantStats takes 59 months, and shorter series too.
std::optional<double> Return5y(const Prepared& p) { return TrailingAnnualised(p.daily, 5); }

}  // namespace keel::metrics
