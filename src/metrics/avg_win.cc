// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the positive daily returns.
/// Source: QuantStats.
std::optional<double> AvgWin(const Prepared& p) { return p.daily_signs.average_win(); }

}  // namespace keel::metrics
