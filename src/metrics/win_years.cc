// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Positive calendar years over those that are not 0.
/// Source: QuantStats.
std::optional<double> WinYears(const Prepared& p) {
  return SignTotalsOf(p.years).decided_win_rate();
}

}  // namespace keel::metrics
