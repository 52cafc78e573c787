// SPDX-License-Identifier: MIT
// Portfolios from risk alone. Expected returns are what is known worst; a portfolio that needs none
// of them cannot be wrong about them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// Covariances of returns, row by row: values[i * assets + j]. Symmetric and positive definite.
struct CovarianceTable {
  std::span<const double> values;
  size_t assets = 0;
};

/// kUsage, beginning with `who`, unless the table is square, finite, symmetric to 1e-9 of its
/// deviations and positive definite (shrink it, or drop assets that copy each other).
base::Status CheckCovariance(const char* who, const CovarianceTable& covariance);

/// Weights proportional to 1 / volatility; they sum to 1. Equal risk where all correlations are
/// alike. kUsage for a table that CheckCovariance refuses; so too for the functions below.
base::Result<std::vector<double>> InverseVolatilityWeights(const CovarianceTable& covariance);

enum class Shorting { kAllowed, kForbidden };

/// The portfolio of least variance, weights summing to 1: C^-1 1 scaled where shorting is allowed;
/// without it, by the active set of Lawson and Hanson 1974, exact to rounding. [Markowitz 1952].
base::Result<std::vector<double>> MinimumVarianceWeights(const CovarianceTable& covariance,
                                                         Shorting shorting);

/// Long-only weights, summing to 1, of which each contributes its budget of the portfolio's
/// standard deviation: w_i (C w)_i / w'Cw = budget_i / sum of budgets, to 1e-12. Empty budgets mean
/// equal ones [Maillard, Roncalli, Teiletche 2010]. The minimum of w'Cw / 2 - sum budget_i ln w_i
/// [Spinu 2013] by cyclical coordinate descent [Griveau-Billion, Richard, Roncalli 2013]. kUsage
/// too unless there is one positive budget an asset; an error where the descent does not settle.
base::Result<std::vector<double>> RiskParityWeights(const CovarianceTable& covariance,
                                                    std::span<const double> budgets = {});

/// Share of the portfolio's variance that each weight brings, w_i (C w)_i / w'Cw; sums to 1. kUsage
/// too where weights do not match the table, are not finite, or are all 0.
base::Result<std::vector<double>> RiskShares(const CovarianceTable& covariance,
                                             std::span<const double> weights);

}  // namespace keel::models
