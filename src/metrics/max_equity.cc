// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Highest equity.
/// Source: freqtrade (which counts closed trades).
std::optional<double> MaxEquity(const Prepared& p) { return p.scan.highest; }

}  // namespace keel::metrics
