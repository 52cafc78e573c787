// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// System quality number: sqrt(trades) times the mean net profit of trades over its sample standard
/// deviation.
/// Source: Tharp 2006; freqtrade.
std::optional<double> Sqn(const Prepared& p) {
  const auto ratio = Ratio(p.trades.pnl.mean, p.trades.pnl.deviation);
  if (!ratio) return std::nullopt;
  return std::sqrt(static_cast<double>(p.trades.pnl.count)) * *ratio;
}

}  // namespace keel::metrics
