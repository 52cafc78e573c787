// SPDX-License-Identifier: MIT
#include "models/options/bivariate_normal.h"

#include <algorithm>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "models/internal/normal.h"

namespace keel::models {
namespace {

constexpr double kFar = 38;  // beyond it a normal probability is 0 or 1 to the last digit

/// The part of Owen's sum that belongs to `h`: T(h, (k - rho h) / (h sqrt(1 - rho^2))), with its
/// limit of a quarter turn at h = 0.
double OwenPart(double h, double k, double rho) {
  const double numerator = k - rho * h;
  if (h == 0) return numerator == 0 ? 0.0 : std::copysign(0.25, numerator);
  // By default the library computes in 80 bits, which takes four times as long for no digit of
  // ours.
  using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return boost::math::owens_t(h, numerator / (h * std::sqrt((1 - rho) * (1 + rho))), InDouble());
}

}  // namespace

double BivariateNormalCdf(double a, double b, double rho) {
  CHECK(std::abs(rho) < 1, "a correlation of two different variables");
  a = std::clamp(a, -kFar, kFar);
  b = std::clamp(b, -kFar, kFar);
  if (a == 0 && b == 0) return 0.25 + std::asin(rho) / (2 * std::numbers::pi);
  const bool opposite = a * b < 0 || (a * b == 0 && a + b < 0);
  const double p = 0.5 * (internal::NormalCdf(a) + internal::NormalCdf(b)) - OwenPart(a, b, rho) -
                   OwenPart(b, a, rho) - (opposite ? 0.5 : 0.0);
  return std::clamp(p, 0.0, 1.0);
}

}  // namespace keel::models
