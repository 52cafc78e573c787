// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Shortest holding time of trades that earned more than 0.
/// Source: freqtrade.
std::optional<double> WinnerDurationMinS(const Prepared& p) {
  if (p.trades.winners.count == 0) return std::nullopt;
  return p.trades.winners.shortest;
}

}  // namespace keel::metrics
