// SPDX-License-Identifier: MIT
// The exponentially weighted variance of RiskMetrics: GARCH with nothing to estimate, for when
// there is too little history or too little time to fit one.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

struct EwmaVariance {
  std::vector<double> variances;  ///< sigma^2_t, known before return t; the first is the start
  double next_variance = 0;       ///< after the last return, of every return to come
};

/// sigma^2_{t+1} = lambda sigma^2_t + (1 - lambda) r_t^2 around a mean of 0, started at the square
/// of the first return that is not 0 [J.P. Morgan/Reuters, RiskMetrics 1996, 5.2]; lambda 0.94 is
/// theirs for days, 0.97 for months. kUsage for no return, one that is not finite, returns that are
/// all 0, a lambda outside (0, 1), and overflow.
base::Result<EwmaVariance> FilterEwma(std::span<const double> returns, double lambda = 0.94);

}  // namespace keel::models
