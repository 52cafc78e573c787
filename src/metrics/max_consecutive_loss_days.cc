// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest row of days with a negative return.
/// Source: QuantStats (max consecutive losses).
std::optional<double> MaxConsecutiveLossDays(const Prepared& p) {
  return static_cast<double>(p.daily_signs.longest_losses);
}

}  // namespace keel::metrics
