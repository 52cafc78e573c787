// SPDX-License-Identifier: MIT
#include "math/newey_west.h"

#include <algorithm>
#include <cmath>

namespace keel::math {

size_t NeweyWestLag(size_t count) {
  return static_cast<size_t>(4 * std::pow(static_cast<double>(count) / 100, 2.0 / 9));
}

double NeweyWestSum(std::span<const double> terms, size_t lag) {
  double sum = 0;
  for (size_t l = 0; l <= lag && l < terms.size(); ++l) {
    double product = 0;
    for (size_t t = l; t < terms.size(); ++t) product += terms[t] * terms[t - l];
    const double weight = 1 - static_cast<double>(l) / static_cast<double>(lag + 1);
    sum += (l == 0 ? 1 : 2 * weight) * product;
  }
  return std::max(sum, 0.0);  // it is no less but for rounding
}

}  // namespace keel::math
