// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Positive calendar quarters over those that are not 0.
/// Source: QuantStats.
std::optional<double> WinQuarters(const Prepared& p) {
  return SignTotalsOf(p.quarters).decided_win_rate();
}

}  // namespace keel::metrics
