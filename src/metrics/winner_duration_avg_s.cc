// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean holding time of trades that earned more than 0.
/// Source: freqtrade.
std::optional<double> WinnerDurationAvgS(const Prepared& p) {
  return Ratio(p.trades.winners.total, static_cast<double>(p.trades.winners.count));
}

}  // namespace keel::metrics
