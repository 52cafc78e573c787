// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean money put in per trade.
/// Source: freqtrade.
std::optional<double> AvgStake(const Prepared& p) {
  return Ratio(p.trades.cost, static_cast<double>(p.trades.net.count()));
}

}  // namespace keel::metrics
