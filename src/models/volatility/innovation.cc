// SPDX-License-Identifier: MIT
#include "models/volatility/innovation.h"

#include <fmt/format.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "models/volatility/internal/innovation_density.h"

namespace keel::models {
namespace internal {

DensityConstants MakeDensityConstants(Innovation innovation, const InnovationShape& shape) {
  DensityConstants k;
  if (innovation == Innovation::kNormal) {
    k.log_scale = -0.5 * std::log(2 * std::numbers::pi);
    return k;
  }
  const double nu = shape.nu;
  const double lambda = innovation == Innovation::kSkewT ? shape.lambda : 0;
  k.nu = nu;
  k.lambda = lambda;
  k.exponent = 0.5 * (nu + 1);
  k.inverse_nu_2 = 1 / (nu - 2);
  const double log_c = boost::math::lgamma(k.exponent) - boost::math::lgamma(0.5 * nu) -
                       0.5 * std::log(std::numbers::pi * (nu - 2));
  const double log_c_nu =
      0.5 * (boost::math::digamma(k.exponent) - boost::math::digamma(0.5 * nu) - k.inverse_nu_2);
  const double c = std::exp(log_c);
  const double ratio = (nu - 2) / (nu - 1);
  k.a_lambda = 4 * c * ratio;
  k.a = lambda * k.a_lambda;
  k.a_nu = k.a * log_c_nu + 4 * lambda * c / ((nu - 1) * (nu - 1));
  k.b = std::sqrt(1 + 3 * lambda * lambda - k.a * k.a);
  k.b_nu = -k.a * k.a_nu / k.b;
  k.b_lambda = (3 * lambda - k.a * k.a_lambda) / k.b;
  k.log_scale = log_c + std::log(k.b);
  k.log_scale_nu = log_c_nu + k.b_nu / k.b;
  k.log_scale_lambda = k.b_lambda / k.b;
  return k;
}

}  // namespace internal

base::Status CheckShape(Innovation innovation, const InnovationShape& shape) {
  if (innovation == Innovation::kNormal) return {};
  if (!(shape.nu > 2 && std::isfinite(shape.nu))) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("innovations: nu is {}; above 2 is needed, or there is no "
                                  "variance",
                                  shape.nu));
  }
  if (innovation == Innovation::kSkewT && !(std::abs(shape.lambda) < 1)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("innovations: lambda is {}; it must lie in (-1, 1)", shape.lambda));
  }
  return {};
}

double LogDensity(Innovation innovation, const InnovationShape& shape, double z) {
  const auto k = internal::MakeDensityConstants(innovation, shape);
  switch (innovation) {
    case Innovation::kNormal:
      return k.log_scale - 0.5 * z * z;
    case Innovation::kStudentT:
      return k.log_scale -
             k.exponent * std::log(internal::TermsAt<Innovation::kStudentT>(k, z, 1).base);
    case Innovation::kSkewT:
      break;
  }
  return k.log_scale - k.exponent * std::log(internal::TermsAt<Innovation::kSkewT>(k, z, 1).base);
}

double DrawInnovation(Innovation innovation, const InnovationShape& shape,
                      base::RandomStream& stream) {
  if (innovation == Innovation::kNormal) return stream.NextNormal();
  const double nu = shape.nu;
  const double radius =
      std::sqrt((nu - 2) * std::expm1(-2 / nu * std::log(stream.NextOpenUniform())));
  const double t = radius * std::cos(2 * std::numbers::pi * stream.NextUniform());
  if (innovation == Innovation::kStudentT) return t;
  const auto k = internal::MakeDensityConstants(innovation, shape);
  const bool left = stream.NextUniform() < 0.5 * (1 - shape.lambda);
  const double side = left ? -(1 - shape.lambda) : 1 + shape.lambda;
  return (side * std::abs(t) - k.a) / k.b;
}

double NegativeSquareShare(Innovation innovation, const InnovationShape& shape) {
  if (innovation != Innovation::kSkewT || shape.lambda == 0) return 0.5;
  // In closed form it needs the incomplete beta function of two cases; the integrand is smooth.
  const auto k = internal::MakeDensityConstants(innovation, shape);
  const auto integrand = [&k](double x) {
    const double base = internal::TermsAt<Innovation::kSkewT>(k, -x, 1).base;
    return x * x * std::exp(k.log_scale - k.exponent * std::log(base));
  };
  boost::math::quadrature::exp_sinh<double> integrator;
  return integrator.integrate(integrand, 1e-10);
}

}  // namespace keel::models
