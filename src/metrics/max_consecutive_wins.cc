// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest row of trades, by exit, that earned more than 0.
/// Source: freqtrade.
std::optional<double> MaxConsecutiveWins(const Prepared& p) {
  return static_cast<double>(p.trades.net.longest_wins);
}

}  // namespace keel::metrics
