// SPDX-License-Identifier: MIT
// The standard normal law in its tails: erfc keeps relative precision where 1 - N(x) would lose it.
#pragma once

#include <cmath>
#include <numbers>

namespace keel::models::internal {

/// Density of the standard normal law.
inline double NormalPdf(double x) {
  return std::exp(-0.5 * x * x) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

/// Probability that a standard normal variable is at most x; relative precision in both tails.
inline double NormalCdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

}  // namespace keel::models::internal
