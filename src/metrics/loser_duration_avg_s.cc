// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean holding time of trades that earned less than 0.
/// Source: freqtrade.
std::optional<double> LoserDurationAvgS(const Prepared& p) {
  return Ratio(p.trades.losers.total, static_cast<double>(p.trades.losers.count));
}

}  // namespace keel::metrics
