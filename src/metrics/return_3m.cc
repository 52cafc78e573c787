// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return over the last 3 calendar months; absent where the series is shorter.
/// Source: QuantStats counts one day more, and shorter series too.
std::optional<double> Return3m(const Prepared& p) { return TrailingReturn(p.daily, 3); }

}  // namespace keel::metrics
