// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Positive calendar months over those that are not 0.
/// Source: QuantStats.
std::optional<double> WinMonths(const Prepared& p) {
  return SignTotalsOf(p.months).decided_win_rate();
}

}  // namespace keel::metrics
