// SPDX-License-Identifier: MIT
// Expected returns that an optimiser can be trusted with: those at which the market would be in
// balance, moved by one's own views as far as they are sure [Black, Litterman 1992; He, Litterman
// 1999, "The intuition behind Black-Litterman model portfolios"].
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/allocation/risk_based.h"

namespace keel::models {

/// "This portfolio will return so much": long the first, short the second, for a relative view.
struct ReturnView {
  std::vector<double> portfolio;   ///< one weight an asset
  double expected = 0;             ///< its excess return
  std::optional<double> variance;  ///< of `expected`; 0 is certain; absent: tau p'Cp
};

struct BlackLittermanInput {
  CovarianceTable covariance;              ///< of excess returns
  std::span<const double> market_weights;  ///< of the market in balance
  double risk_aversion = 2.5;              ///< delta, of the market, > 0
  double tau = 0.05;                       ///< the prior mean's variance, as a share of C, > 0
  std::vector<ReturnView> views;           ///< may be empty
};

struct BlackLitterman {
  std::vector<double> equilibrium;  ///< pi = delta C w_market
  std::vector<double> returns;      ///< posterior mean of the excess returns
  std::vector<double> covariance;   ///< C + variance of that mean, row by row
  /// (delta covariance)^-1 returns: the weights without limits, not scaled to a sum. Without views
  /// the market's over 1 + tau.
  std::vector<double> weights;
};

/// Posterior of the returns: pi + tau C P' (P tau C P' + Omega)^-1 (q - P pi). kUsage for a table
/// that CheckCovariance refuses, sizes that disagree, numbers that are not finite or outside their
/// ranges, and certain views that repeat or contradict each other.
base::Result<BlackLitterman> BlackLittermanReturns(const BlackLittermanInput& input);

}  // namespace keel::models
