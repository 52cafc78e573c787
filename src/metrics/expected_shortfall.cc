// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean loss of the worst 5 % of days if daily returns are normal: deviation phi(1.645) / 0.05 -
/// mean.
/// Source: Rockafellar and Uryasev 2000; QuantStats, as a positive loss.
std::optional<double> ExpectedShortfall(const Prepared& p) {
  if (!p.daily_moments.deviation) return std::nullopt;
  return *p.daily_moments.deviation * kNormalDensityAt95 / 0.05 - *p.daily_moments.mean;
}

}  // namespace keel::metrics
