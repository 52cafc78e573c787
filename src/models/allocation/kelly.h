// SPDX-License-Identifier: MIT
// How much to bet: the weights that make capital grow fastest in the long run, and the part of them
// that one takes because the odds are estimates [Kelly 1956; Thorp 2006].
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "models/allocation/risk_based.h"
#include "models/allocation/weight_limits.h"

namespace keel::models {

struct KellyBet {
  double excess = 0;    ///< expected return less the risk-free rate, of one period
  double variance = 0;  ///< of the return, > 0
  double fraction = 1;  ///< share of the Kelly bet that is taken, in (0, 1]
  /// Returns from which `excess` is estimated; 0: it is known. The bet is then shrunk by
  /// m^2 / (m^2 + variance / n), which makes the expected growth of a bet on an estimated mean
  /// largest, at the estimate [Baker, McHale 2013].
  double observations = 0;
};

/// The share of capital to hold: fraction x shrinkage x excess / variance; negative: short. kUsage
/// for numbers outside their ranges or not finite.
base::Result<double> KellyShare(const KellyBet& bet);

/// fraction C^-1 excess without limits: shares of capital, cash or debt being the rest. kUsage for
/// a table that CheckCovariance refuses, sizes that disagree, or a fraction outside (0, 1].
base::Result<std::vector<double>> KellyWeights(const CovarianceTable& covariance,
                                               std::span<const double> excess, double fraction);

/// The same within limits: maximises fraction x excess'w - w'Cw / 2, growth itself where the
/// fraction is 1. Set limits.least_invested to 0 to let cash be held. Errors as above, and for
/// limits that nothing can keep.
base::Result<OptimalWeights> KellyWeightsWithin(const CovarianceTable& covariance,
                                                std::span<const double> excess, double fraction,
                                                const WeightLimits& limits);

}  // namespace keel::models
