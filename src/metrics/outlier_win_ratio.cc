// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// 99 % quantile of daily returns over the mean of those >= 0.
/// Source: QuantStats.
std::optional<double> OutlierWinRatio(const Prepared& p) {
  const auto mean =
      Ratio(p.daily_signs.won, static_cast<double>(p.daily_signs.wins + p.daily_signs.draws));
  return Ratio(SortedQuantile(p.sorted_daily, 0.99), mean);
}

}  // namespace keel::metrics
