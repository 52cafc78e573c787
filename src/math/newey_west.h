// SPDX-License-Identifier: MIT
// How far a mean can be trusted when its terms follow each other: returns over windows that overlap
// share what happened in both, and counted as independent they would make every signal look sure.
#pragma once

#include <cstddef>
#include <span>

namespace keel::math {

/// The lag that is enough for `count` terms whose own dependence is short: floor(4 (n / 100)^(2/9))
/// [Newey, West 1994, with the constant that is in general use].
size_t NeweyWestLag(size_t count);

/// Variance of the sum of `terms`, which are taken as they are (deviations from their mean): sum of
/// w(l) x_t x_{t-l} over t and |l| <= lag, w(l) = 1 - |l| / (lag + 1) [Newey, West 1987]. A term of
/// 0 stands where there is none, so that the others keep their distance [Parzen 1963]. Never below
/// 0. Divided by n^2 it is the variance of the mean.
double NeweyWestSum(std::span<const double> terms, size_t lag);

}  // namespace keel::math
