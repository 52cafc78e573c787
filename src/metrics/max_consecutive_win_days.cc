// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest row of days with a positive return.
/// Source: QuantStats (max consecutive wins).
std::optional<double> MaxConsecutiveWinDays(const Prepared& p) {
  return static_cast<double>(p.daily_signs.longest_wins);
}

}  // namespace keel::metrics
