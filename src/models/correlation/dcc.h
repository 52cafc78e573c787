// SPDX-License-Identifier: MIT
// Dynamic conditional correlation: correlations that wander around their long-run level and are
// told from the standardised residuals of univariate volatility models [Engle 2002].
#pragma once

#include "models/correlation/covariance.h"

namespace keel::models {

/// Q_t = (1 - a - b) S + a e_(t-1) e_(t-1)' + b Q_(t-1), R_t = Q_t scaled to a unit diagonal.
struct Dcc {
  double a = 0;
  double b = 0;
  SymmetricMatrix long_run;   ///< S: the correlation of the residuals (correlation targeting)
  SymmetricMatrix next;       ///< R of the step after the last residual
  double log_likelihood = 0;  ///< the correlation part: -1/2 sum of log|R| + e'R^-1 e - e'e
  size_t observations = 0;
};

/// Fits a and b (both >= 0, a + b < 1) to standardised residuals by quasi maximum likelihood.
/// kUsage for fewer than 100 rows, a single asset, or no convergence.
base::Result<Dcc> FitDcc(const ReturnTable& residuals);

/// R of the step after the last row, for parameters that were fitted before: those rows run through
/// the recursion. kUsage for sizes that disagree, a + b >= 1, or a matrix that is not positive
/// definite.
base::Result<SymmetricMatrix> NextCorrelation(const Dcc& dcc, const ReturnTable& residuals);

}  // namespace keel::models
