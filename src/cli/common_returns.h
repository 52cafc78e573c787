// SPDX-License-Identifier: MIT
// Returns of several pairs side by side: only between instants at which every one of them has a
// price, so that a gap in one is no move of the others.
#pragma once

#include <span>
#include <vector>

#include "base/time.h"
#include "models/correlation/covariance.h"
#include "models/return_table.h"

namespace keel::cli {

/// Prices of one pair, times ascending.
struct TimedPrices {
  std::vector<base::UnixNanos> times;
  std::vector<double> prices;
};

struct CommonReturns {
  std::vector<base::UnixNanos> times;  ///< the end of each row
  std::vector<double> values;          ///< log returns, a row an instant, a column a pair
  size_t assets = 0;

  models::ReturnTable table() const { return {values, assets}; }
};

CommonReturns AlignReturns(std::span<const TimedPrices* const> pairs);

/// Correlations of each two pairs over the instants that both have, moved to the nearest matrix
/// that a market can have. Two pairs with fewer than 30 common returns, or one that never moves,
/// count as moving together (1).
base::Result<models::SymmetricMatrix> PairwiseCorrelation(std::span<const TimedPrices> pairs);

}  // namespace keel::cli
