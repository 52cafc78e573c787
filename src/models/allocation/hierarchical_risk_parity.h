// SPDX-License-Identifier: MIT
// Risk shared along a tree of what moves together, without inverting a matrix: steady where the
// covariances are too noisy for an optimiser.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "models/allocation/risk_based.h"

namespace keel::models {

struct HierarchicalRiskParity {
  std::vector<double> weights;  ///< long only, summing to 1
  std::vector<size_t> order;    ///< the assets, likes beside likes
};

/// Lopez de Prado's three steps: single linkage on the Euclidean distance between the columns of
/// d_ij = sqrt((1 - rho_ij) / 2); the order of the tree's leaves; and bisection of that order, each
/// half given the share of the other half's variance under inverse-variance weights. Ties go to the
/// asset that comes first. kUsage for a table that CheckCovariance refuses. [Lopez de Prado 2016,
/// "Building diversified portfolios that outperform out of sample"].
base::Result<HierarchicalRiskParity> HierarchicalRiskParityWeights(
    const CovarianceTable& covariance);

}  // namespace keel::models
