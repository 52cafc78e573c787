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

}  // namespace keel::models
