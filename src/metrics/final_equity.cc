// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Equity at the last point, open positions at mark.
/// Source: freqtrade (which counts closed trades).
std::optional<double> FinalEquity(const Prepared& p) { return p.final_equity(); }

}  // namespace keel::metrics
