// SPDX-License-Identifier: MIT
// Square-root market impact: with p the order's share of average daily volume, s the daily
// volatility and k the asset's coefficient, permanent = k s sqrt(p) and temporary = 2 k s sqrt(p),
// both fractions of price. Example: BTC k = 0.05, s = 0.03, p = 1e-4 gives 0.15 bp and 0.30 bp.
#pragma once

#include <cmath>

namespace keel::execution {

struct Impact {
  double permanent = 0;  ///< fraction of price; also moves later prices
  double temporary = 0;  ///< fraction of price; paid on the fill only
  double total() const { return permanent + temporary; }
};

/// Impact of trading `quantity`; none where nothing is known to trade (average_daily_volume 0).
inline Impact SquareRootImpact(double k, double daily_volatility, double quantity,
                               double average_daily_volume) {
  if (average_daily_volume <= 0) return {};
  const double permanent = k * daily_volatility * std::sqrt(quantity / average_daily_volume);
  return {permanent, 2 * permanent};
}

}  // namespace keel::execution
