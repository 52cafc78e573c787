// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// 1 % quantile of daily returns over the mean of the negative ones.
/// Source: QuantStats.
std::optional<double> OutlierLossRatio(const Prepared& p) {
  return Ratio(SortedQuantile(p.sorted_daily, 0.01), AvgLoss(p));
}

}  // namespace keel::metrics
