// SPDX-License-Identifier: MIT
// Indicators divide by ranges, volumes and deviations that are zero on a quiet market; every such
// division says here what it reads then.
#pragma once

#include <cmath>

namespace keel::indicators::internal {

/// numerator / denominator, or `otherwise` where that is not a finite number.
inline double Ratio(double numerator, double denominator, double otherwise) {
  const double ratio = numerator / denominator;
  return std::isfinite(ratio) ? ratio : otherwise;
}

}  // namespace keel::indicators::internal
