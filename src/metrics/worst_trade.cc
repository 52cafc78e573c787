// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Smallest net profit of a trade over its cost.
/// Source: freqtrade.
std::optional<double> WorstTrade(const Prepared& p) {
  const auto& returns = p.trades.returns;
  if (returns.empty()) return std::nullopt;
  return *std::min_element(returns.begin(), returns.end());
}

}  // namespace keel::metrics
