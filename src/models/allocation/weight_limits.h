// SPDX-License-Identifier: MIT
// Between what weights a portfolio may move: a box for each asset and a budget for all of them. One
// description for every optimiser.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// Weights are shares of the capital; what is not invested is cash.
struct WeightLimits {
  std::vector<double> lower;  ///< one an asset; empty: 0 each, long only
  std::vector<double> upper;  ///< one an asset; empty: the larger of 1 and most_invested each
  double least_invested = 1;  ///< least sum of the weights
  double most_invested = 1;   ///< largest sum of the weights
};

/// The limits, with one number an asset.
struct WeightBox {
  std::vector<double> lower;
  std::vector<double> upper;
  double least_invested = 1;
  double most_invested = 1;

  /// The weights that make returns'w largest, found greedily.
  std::vector<double> BestFor(std::span<const double> returns) const;
  /// The weights, where the limits leave no others.
  std::optional<std::vector<double>> OnlyChoice() const;
};

/// kUsage, beginning with `who`, for limits that are not finite, do not fit `assets`, are the wrong
/// way round, or that no weights can keep.
base::Result<WeightBox> ExpandLimits(const char* who, const WeightLimits& limits, size_t assets);

/// What an optimiser found.
struct OptimalWeights {
  std::vector<double> weights;
  double objective = 0;  ///< of the optimiser, in its own units, at the weights
  double gap = 0;        ///< the objective is at most this far from the best one that exists
};

}  // namespace keel::models
