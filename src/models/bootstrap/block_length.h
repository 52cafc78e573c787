// SPDX-License-Identifier: MIT
// How long the blocks of a bootstrap should be. Blocks that are too short forget that quiet and
// wild days follow each other, and blocks that are too long leave too few of them to draw from.
#pragma once

#include <span>

namespace keel::models {

/// The mean block of the stationary bootstrap with which the variance of the mean is told best:
/// (G / s^2)^(2/3) n^(1/3) from the autocovariances up to twice the lag after which five in a row
/// are noise, G = sum of h(k / m) |k| c(k), s^2 the long-run variance, h the flat-top window. At
/// least 1, at most min(3 sqrt(n), n / 3) rounded up; 1 for fewer than 9 values and for values that
/// do not vary. Source: Politis and White 2004, with the correction of Patton, Politis and White
/// 2009.
double StationaryBlockLength(std::span<const double> values);

/// n times the variance of the mean of n values that follow each other: the sum of h(k / m) c(k) of
/// the same paper, which is nearly without bias where the dependence is short. The plain variance
/// (divisor n) for fewer than 9 values, and where the sum is not above 0.
double LongRunVariance(std::span<const double> values);

/// How many independent values tell as much of the mean: n variance / long-run variance, and never
/// more than n, because a series that seems to correct itself may have done so by chance [Lo 2002].
double EffectiveCount(std::span<const double> values);

}  // namespace keel::models
