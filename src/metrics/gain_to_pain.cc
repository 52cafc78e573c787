// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sum of daily returns over the sum of the negative ones, as a positive number.
/// Source: Schwager 2012; QuantStats.
std::optional<double> GainToPain(const Prepared& p) {
  return Ratio(p.daily_moments.sum, p.daily_signs.lost);
}

}  // namespace keel::metrics
