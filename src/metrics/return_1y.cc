// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 12 calendar months; absent where the series is shorter.
/// Source: QuantStats counts one day more, and shorter series too.
std::optional<double> Return1y(const Prepared& p) { return TrailingReturn(p.daily, 12); }

}  // namespace keel::metrics
