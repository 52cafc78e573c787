// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Smart Sortino ratio over sqrt(2).
/// Source: QuantStats.
std::optional<double> SortinoPenalisedSqrt2(const Prepared& p) {
  return Ratio(SortinoPenalised(p), std::sqrt(2.0));
}

}  // namespace keel::metrics
