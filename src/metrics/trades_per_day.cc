// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Closed trades over the elapsed days.
/// Source: freqtrade.
std::optional<double> TradesPerDay(const Prepared& p) {
  return Ratio(static_cast<double>(p.trades.net.count()), p.days);
}

}  // namespace keel::metrics
