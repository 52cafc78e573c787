// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest row of trades, by exit, that lost.
/// Source: freqtrade.
std::optional<double> MaxConsecutiveLosses(const Prepared& p) {
  return static_cast<double>(p.trades.net.longest_losses);
}

}  // namespace keel::metrics
