// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// 95 % over 5 % quantile of daily returns, as a positive number.
/// Source: QuantStats.
std::optional<double> TailRatio(const Prepared& p) {
  const auto ratio =
      Ratio(SortedQuantile(p.sorted_daily, 0.95), SortedQuantile(p.sorted_daily, 0.05));
  if (!ratio) return std::nullopt;
  return std::abs(*ratio);
}

}  // namespace keel::metrics
