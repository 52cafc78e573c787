// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean time from entry to exit.
/// Source: freqtrade.
std::optional<double> AvgTradeDurationS(const Prepared& p) {
  return Ratio(p.trades.held.total, static_cast<double>(p.trades.held.count));
}

}  // namespace keel::metrics
