// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Shortest holding time of trades that earned less than 0.
/// Source: freqtrade.
std::optional<double> LoserDurationMinS(const Prepared& p) {
  if (p.trades.losers.count == 0) return std::nullopt;
  return p.trades.losers.shortest;
}

}  // namespace keel::metrics
