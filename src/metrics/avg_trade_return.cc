// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of net profit over cost, per trade.
/// Source: freqtrade (avg profit %).
std::optional<double> AvgTradeReturn(const Prepared& p) { return MomentsOf(p.trades.returns).mean; }

}  // namespace keel::metrics
