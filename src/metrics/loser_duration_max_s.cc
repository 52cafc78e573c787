// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Longest holding time of trades that earned less than 0.
/// Source: freqtrade.
std::optional<double> LoserDurationMaxS(const Prepared& p) {
  if (p.trades.losers.count == 0) return std::nullopt;
  return p.trades.losers.longest;
}

}  // namespace keel::metrics
