// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest net profit of a trade over its cost.
/// Source: freqtrade.
std::optional<double> BestTrade(const Prepared& p) {
  const auto& returns = p.trades.returns;
  if (returns.empty()) return std::nullopt;
  return *std::max_element(returns.begin(), returns.end());
}

}  // namespace keel::metrics
