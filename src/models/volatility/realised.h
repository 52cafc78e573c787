// SPDX-License-Identifier: MIT
// Volatility measured instead of modelled: from the closes alone, or from the open, high, low and
// close of each bar, which tell five to fourteen times as much about it.
#pragma once

#include <span>

#include "base/result.h"

namespace keel::models {

/// One bar's prices; high and low include open and close.
struct PriceRange {
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
};

/// With o, h, l, c the logarithms of the bar's prices, u = h - o, d = l - o, v = c - o:
enum class RealisedEstimator {
  /// Sample variance of c_i - c_{i-1}, around their mean, over n - 1. Sees gaps.
  kCloseClose,
  /// Mean of (h - l)^2 / (4 ln 2) [Parkinson 1980]. No drift, no gaps.
  kParkinson,
  /// Mean of 0.511 (u - d)^2 - 0.019 (v (u + d) - 2 u d) - 0.383 v^2 [Garman, Klass 1980, eq. 20].
  /// No drift, no gaps.
  kGarmanKlass,
  /// Mean of u (u - v) + d (d - v) [Rogers, Satchell 1991]. Any drift, no gaps.
  kRogersSatchell,
  /// Variance of the gaps o_i - c_{i-1} + k variance of v + (1 - k) Rogers-Satchell, over the n
  /// bars that have one before them, k = 0.34 / (1.34 + (n + 1) / (n - 1)) [Yang, Zhang 2000]. Any
  /// drift, and gaps.
  kYangZhang,
};

/// How many bars an estimator needs: 3 for those that look at the bar before, 1 for the others.
int BarsNeeded(RealisedEstimator estimator);

/// Variance per bar of the logarithm of the price. kUsage for too few bars, a price that is not a
/// positive number, a bar whose high or low does not include its open and close, and overflow.
base::Result<double> RealisedVariance(std::span<const PriceRange> bars,
                                      RealisedEstimator estimator);

/// Annualised volatility, a fraction: sqrt(variance per bar * `periods_per_year`), as many as the
/// market trades (365 for days of crypto). kUsage also for periods that are not positive.
base::Result<double> RealisedVolatility(std::span<const PriceRange> bars,
                                        RealisedEstimator estimator, double periods_per_year);

}  // namespace keel::models
