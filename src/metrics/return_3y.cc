// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 36 calendar months as a yearly rate; absent where the series is shorter.
/// Source: QuantStats takes 35 months, and shorter series too.
std::optional<double> Return3y(const Prepared& p) { return TrailingAnnualised(p.daily, 3); }

}  // namespace keel::metrics
