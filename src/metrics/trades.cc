// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Number of closed trades (portions of a position, each with its entry and exit).
/// Source: freqtrade.
std::optional<double> Trades(const Prepared& p) {
  return static_cast<double>(p.trades.net.count());
}

}  // namespace keel::metrics
