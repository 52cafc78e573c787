// SPDX-License-Identifier: MIT
// Portfolios from returns and covariances within limits [Markowitz 1952]. What they know of returns
// had better be shrunk (Ledoit-Wolf covariances, Black-Litterman returns): they believe it all.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/allocation/risk_based.h"
#include "models/allocation/weight_limits.h"

namespace keel::models {

struct MeanVarianceProblem {
  CovarianceTable covariance;       ///< of the returns of one period
  std::span<const double> returns;  ///< expected, of one period, one an asset
  double risk_aversion = 1;         ///< lambda, >= 0; 0 looks at returns only
  double turnover_cost = 0;         ///< tau, >= 0: paid for each unit that is traded
  std::span<const double> current;  ///< weights held now; empty: none
  WeightLimits limits;
};

/// Maximises returns'w - risk_aversion / 2 w'Cw - turnover_cost sum |w - current| within the
/// limits; that is the objective. kUsage for a table that CheckCovariance refuses, limits that
/// nothing can keep, sizes that disagree, numbers that are not finite or negative costs.
base::Result<OptimalWeights> MeanVarianceWeights(const MeanVarianceProblem& problem);

/// The least variance within the limits; the objective is w'Cw. Errors as above. Without limits
/// other than a sum of 1, and long only, MinimumVarianceWeights has the exact active set.
base::Result<OptimalWeights> MinimumVarianceWithin(const CovarianceTable& covariance,
                                                   const WeightLimits& limits);

/// The largest Sharpe ratio, excess'w / sqrt(w'Cw), of weights in the box that sum to
/// limits.most_invested; `excess` is expected return less the risk-free rate. Holding cash beside
/// it does not change the ratio. The objective is the ratio, the gap that of its square's inverse,
/// relative. By the convex form in y = w / (excess'w) [Cornuejols, Tutuncu 2006, 8.2]. kUsage as
/// above, and where no weights within the limits have a positive expected excess return: the ratio
/// then has no sensible maximum.
base::Result<OptimalWeights> MaximumSharpeWeights(const CovarianceTable& covariance,
                                                  std::span<const double> excess,
                                                  const WeightLimits& limits);

}  // namespace keel::models
