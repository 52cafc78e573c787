// SPDX-License-Identifier: MIT
// The densities of volatility/innovation.h with their derivatives, in the form a likelihood's
// inner loop wants: what depends on the shape alone is worked out once, and logarithms are left to
// the caller, who takes many at once.
#pragma once

#include <cmath>

#include "models/volatility/innovation.h"

namespace keel::models::internal {

/// Constants of the skewed t; Student's t is lambda = 0, where a = 0 and b = 1.
struct DensityConstants {
  double log_scale = 0;     ///< log density = log_scale - exponent * log(base), base below
  double log_scale_nu = 0;  ///< its derivatives
  double log_scale_lambda = 0;
  double nu = 0, lambda = 0;
  double exponent = 0;  ///< (nu + 1) / 2
  double inverse_nu_2 = 0;
  double a = 0, a_nu = 0, a_lambda = 0;
  double b = 1, b_nu = 0, b_lambda = 0;
};

DensityConstants MakeDensityConstants(Innovation innovation, const InnovationShape& shape);

/// One observation's part. With z = e / sigma and f the log density of z:
struct DensityTerms {
  double slope_z = 0;       ///< z f'(z)
  double slope_sigma = 0;   ///< f'(z) / sigma
  double base = 1;          ///< f = log_scale - exponent * log(base); normal: see square
  double square = 0;        ///< z^2, normal only: f = log_scale - square / 2
  double slope_nu = 0;      ///< df/dnu = slope_nu - log(base) / 2
  double slope_lambda = 0;  ///< df/dlambda
};

template <Innovation kInnovation>
inline DensityTerms TermsAt(const DensityConstants& c, double e, double inverse_variance) {
  DensityTerms terms;
  if constexpr (kInnovation == Innovation::kNormal) {
    terms.slope_sigma = -e * inverse_variance;
    terms.slope_z = e * terms.slope_sigma;
    terms.square = -terms.slope_z;
  } else if constexpr (kInnovation == Innovation::kStudentT) {
    const double x = e * inverse_variance * c.inverse_nu_2;
    const double q = e * x;
    const double share = 1 / (1 + q);
    terms.base = 1 + q;
    terms.slope_sigma = -2 * c.exponent * x * share;
    terms.slope_z = e * terms.slope_sigma;
    terms.slope_nu = c.log_scale_nu - 0.5 * c.inverse_nu_2 * terms.slope_z;
  } else {
    const double inverse_sigma = std::sqrt(inverse_variance);
    const double z = e * inverse_sigma;
    const double bza = c.b * z + c.a;
    const double sign = bza < 0 ? -1.0 : 1.0;
    const double inverse_side = 1 / (1 + c.lambda * sign);
    const double w = bza * inverse_side;
    const double wq = w * c.inverse_nu_2;
    terms.base = 1 + w * wq;
    const double r = 2 * c.exponent * wq / terms.base;  // -df/dw
    const double rs = r * inverse_side;
    terms.slope_sigma = -rs * c.b * inverse_sigma;
    terms.slope_z = -rs * c.b * z;
    terms.slope_nu = c.log_scale_nu + 0.5 * c.inverse_nu_2 * r * w - rs * (c.b_nu * z + c.a_nu);
    terms.slope_lambda = c.log_scale_lambda - rs * (c.b_lambda * z + c.a_lambda - w * sign);
  }
  return terms;
}

}  // namespace keel::models::internal
