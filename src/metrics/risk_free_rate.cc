// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// The yearly risk-free rate in every ratio: 0.
/// Source: QuantStats.
std::optional<double> RiskFreeRate(const Prepared& p) {
  static_cast<void>(p);
  return 0.0;
}

}  // namespace keel::metrics
