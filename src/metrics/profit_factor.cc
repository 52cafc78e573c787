// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Net profit of winning trades over net loss of losing trades; absent without a loss.
/// Source: freqtrade.
std::optional<double> ProfitFactor(const Prepared& p) {
  return Ratio(p.trades.net.won, p.trades.net.lost);
}

}  // namespace keel::metrics
