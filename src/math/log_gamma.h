// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

namespace keel::math {

/// The logarithm of the gamma function, as std::lgamma, which several threads must not call: it
/// writes the sign into a global variable.
inline double LogGamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace keel::math
