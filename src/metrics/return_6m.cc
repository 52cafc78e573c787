// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 6 calendar months; absent where the series is shorter.
/// Source: QuantStats counts one day more, and shorter series too.
std::optional<double> Return6m(const Prepared& p) { return TrailingReturn(p.daily, 6); }

}  // namespace keel::metrics
