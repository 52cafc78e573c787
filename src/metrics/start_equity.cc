// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Equity at the first point.
/// Source: freqtrade.
std::optional<double> StartEquity(const Prepared& p) { return p.start_equity(); }

}  // namespace keel::metrics
