// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Share of trades that earned more than 0.
/// Source: freqtrade.
std::optional<double> WinRate(const Prepared& p) {
  return Ratio(static_cast<double>(p.trades.net.wins), static_cast<double>(p.trades.net.count()));
}

}  // namespace keel::metrics
