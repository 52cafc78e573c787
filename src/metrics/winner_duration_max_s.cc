// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest holding time of trades that earned more than 0.
/// Source: freqtrade.
std::optional<double> WinnerDurationMaxS(const Prepared& p) {
  if (p.trades.winners.count == 0) return std::nullopt;
  return p.trades.winners.longest;
}

}  // namespace keel::metrics
