// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the last equity point.
/// Source: freqtrade.
std::optional<double> End(const Prepared& p) { return UnixSeconds(p.inputs.strategy.times.back()); }

}  // namespace keel::metrics
