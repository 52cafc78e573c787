// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean net profit per trade.
/// Source: freqtrade.
std::optional<double> Expectancy(const Prepared& p) { return p.trades.pnl.mean; }

}  // namespace keel::metrics
