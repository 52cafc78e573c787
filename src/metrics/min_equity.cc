// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Lowest equity.
/// Source: freqtrade (which counts closed trades).
std::optional<double> MinEquity(const Prepared& p) { return p.scan.lowest; }

}  // namespace keel::metrics
