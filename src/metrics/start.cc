// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the first equity point.
/// Source: freqtrade.
std::optional<double> Start(const Prepared& p) {
  return UnixSeconds(p.inputs.strategy.times.front());
}

}  // namespace keel::metrics
