// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Total return over the ulcer index.
/// Source: Martin and McCann 1989; QuantStats.
std::optional<double> UlcerPerformanceIndex(const Prepared& p) {
  return Ratio(TotalReturn(p), UlcerIndex(p));
}

}  // namespace keel::metrics
