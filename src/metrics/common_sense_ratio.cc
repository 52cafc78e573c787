// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Profit factor of days times the tail ratio.
/// Source: QuantStats.
std::optional<double> CommonSenseRatio(const Prepared& p) {
  const auto profit = ProfitFactorDaily(p);
  const auto tail = TailRatio(p);
  if (!profit || !tail) return std::nullopt;
  return *profit * *tail;
}

}  // namespace keel::metrics
