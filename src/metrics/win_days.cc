// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Positive days over days that are not 0.
/// Source: QuantStats.
std::optional<double> WinDays(const Prepared& p) { return p.daily_signs.decided_win_rate(); }

}  // namespace keel::metrics
