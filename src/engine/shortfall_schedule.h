// SPDX-License-Identifier: MIT
// How a large order is spread over its time by what it costs to hurry and what it risks to wait:
// the model's schedule from what is known of the pair.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"

namespace keel::engine {

/// One order and its market, in the pair's quote currency, base units and days.
struct ShortfallInputs {
  double quantity = 0;              ///< > 0
  double price = 0;                 ///< > 0
  double daily_volatility = 0;      ///< of log returns
  double average_daily_volume = 0;  ///< > 0
  double impact_k = 0;              ///< > 0: see execution::SquareRootImpact
  double half_spread = 0;           ///< a fraction
  double horizon_days = 0;          ///< > 0
  size_t slices = 0;
  double risk_aversion = 0;  ///< weight of the cost's variance against the cost; 0: equal parts
};

/// The part of the quantity that each slice trades, 1 together: ever earlier the more risk averse.
/// The model's impact is linear; it is set to the square root's where every slice is as large as
/// the others. kUsage where something is not in its range: without volume, volatility or k nothing
/// is known of what hurry costs.
base::Result<std::vector<double>> ShortfallFractions(const ShortfallInputs& inputs);

}  // namespace keel::engine
