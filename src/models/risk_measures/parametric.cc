// SPDX-License-Identifier: MIT
#include "models/risk_measures/parametric.h"

#include <fmt/format.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/internal/normal.h"

namespace keel::models {
namespace {

constexpr double kLeastNu = 1.05;
constexpr double kMostNu = 200;
constexpr int kMostRounds = 2000;

double NormalQuantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

base::Result<Shape> ShapeOf(std::string_view who, std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  Shape shape;
  for (const double x : values) shape.mean += x / n;
  double m2 = 0, m3 = 0, m4 = 0;
  for (const double x : values) {
    const double d = x - shape.mean;
    m2 += d * d / n;
    m3 += d * d * d / n;
    m4 += d * d * d * d / n;
  }
  shape.deviation = std::sqrt(m2);
  if (!(shape.deviation > 1e-14 * std::abs(shape.mean)) || !(m2 * m2 > 0)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: the {} values do not vary", who, values.size()));
  }
  shape.skew = m3 / (m2 * shape.deviation);
  shape.excess_kurtosis = m4 / (m2 * m2) - 3;
  return shape;
}

base::Status CheckLevel(std::string_view who, double level) {
  return CheckSample(who, {}, 0, level);
}

double LogLikelihood(std::span<const double> x, const StudentTFit& fit) {
  const double nu = fit.degrees_of_freedom;
  double logs = 0;
  for (const double value : x) {
    const double z = (value - fit.location) / fit.scale;
    logs += std::log1p(z * z / nu);
  }
  // Not std::lgamma, which writes a global sign.
  const double constant = boost::math::lgamma((nu + 1) / 2) - boost::math::lgamma(nu / 2) -
                          0.5 * std::log(nu * std::numbers::pi) - std::log(fit.scale);
  return static_cast<double>(x.size()) * constant - (nu + 1) / 2 * logs;
}

/// The best location and scale for a given nu, started from `fit`'s.
base::Result<StudentTFit> FitAtNu(std::span<const double> x, double nu, StudentTFit fit) {
  fit.degrees_of_freedom = nu;
  for (int round = 0; round < kMostRounds; ++round) {
    double weights = 0, weighted = 0, squares = 0;
    for (const double value : x) {
      const double z = (value - fit.location) / fit.scale;
      const double weight = (nu + 1) / (nu + z * z);
      weights += weight;
      weighted += weight * z;
      squares += weight * z * z;
    }
    const double shift = weighted / weights;
    const double factor = std::sqrt(squares / weights - shift * shift);
    if (!(factor > 0)) break;
    if (std::abs(shift) < 1e-10 && std::abs(factor - 1) < 1e-10) {
      fit.log_likelihood = LogLikelihood(x, fit);
      return fit;
    }
    fit.location += fit.scale * shift;
    fit.scale *= factor;
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("Student t fit: no location and scale within {} rounds; are many "
                                "of the {} values equal?",
                                kMostRounds, x.size()));
}

}  // namespace

base::Result<TailRisk> NormalTailRisk(std::span<const double> returns, double level) {
  TRY(CheckSample("normal VaR", returns, 2, level));
  TRY(const Shape shape, ShapeOf("normal VaR", returns));
  const double n = static_cast<double>(returns.size());
  const double deviation = shape.deviation * std::sqrt(n / (n - 1));
  const double z = NormalQuantile(level);
  return TailRisk{
      .value_at_risk = deviation * z - shape.mean,
      .expected_shortfall = deviation * internal::NormalPdf(z) / (1 - level) - shape.mean};
}

base::Result<StudentTFit> FitStudentT(std::span<const double> returns) {
  TRY(CheckSample("Student t fit", returns, 20, 0.5));
  TRY(const Shape shape, ShapeOf("Student t fit", returns));
  const StudentTFit start{.location = shape.mean, .scale = shape.deviation};
  // In 1/nu the likelihood is nearly a parabola, and the normal law is an ordinary point.
  base::Status searched;
  const auto loss = [&](double inverse_nu) {
    const auto fit = FitAtNu(returns, 1 / inverse_nu, start);
    if (!fit) searched = tl::unexpected(fit.error());
    return fit ? -fit->log_likelihood : std::numeric_limits<double>::max();
  };
  const double inverse_nu =
      boost::math::tools::brent_find_minima(loss, 1 / kMostNu, 1 / kLeastNu, 30).first;
  TRY(searched);
  if (inverse_nu > 0.999 / kLeastNu) {
    return base::Fail(base::ErrorCode::kUsage,
                      "Student t fit: the degrees of freedom fall to 1, where no mean exists; look "
                      "for outliers or repeated values");
  }
  return FitAtNu(returns, 1 / inverse_nu, start);
}

base::Result<TailRisk> StudentTTailRisk(const StudentTFit& fit, double level) {
  TRY(CheckLevel("Student t VaR", level));
  const double nu = fit.degrees_of_freedom;
  if (!(std::isfinite(fit.location) && std::isfinite(fit.scale) && fit.scale > 0 && nu > 1)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("Student t VaR: location {}, scale {}, {} degrees of freedom; a "
                                  "positive scale and more than 1 degree are needed",
                                  fit.location, fit.scale, nu));
  }
  const boost::math::students_t law(nu);
  const double t = boost::math::quantile(law, level);
  const double tail = boost::math::pdf(law, t) / (1 - level) * (nu + t * t) / (nu - 1);
  return TailRisk{.value_at_risk = fit.scale * t - fit.location,
                  .expected_shortfall = fit.scale * tail - fit.location};
}

base::Result<TailRisk> StudentTTailRisk(std::span<const double> returns, double level) {
  TRY(CheckLevel("Student t VaR", level));
  TRY(const StudentTFit fit, FitStudentT(returns));
  return StudentTTailRisk(fit, level);
}

bool CornishFisherIsMonotone(double skew, double excess_kurtosis) {
  const double s2 = skew * skew;
  const double square = excess_kurtosis / 8 - s2 / 6;
  const double constant = 1 - excess_kurtosis / 8 + 5 * s2 / 36;
  return square >= 0 && s2 / 9 - 4 * square * constant <= 0;
}

base::Result<TailRisk> CornishFisherTailRisk(const Shape& shape, double level) {
  TRY(CheckLevel("Cornish-Fisher VaR", level));
  const double s = shape.skew;
  const double k = shape.excess_kurtosis;
  if (!(std::isfinite(shape.mean) && std::isfinite(shape.deviation) && shape.deviation > 0)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("Cornish-Fisher VaR: mean {} and deviation {}; a finite mean and "
                                  "a positive deviation are needed",
                                  shape.mean, shape.deviation));
  }
  if (!CornishFisherIsMonotone(s, k)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("Cornish-Fisher VaR: with a skew of {:.3f} and an excess kurtosis "
                    "of {:.3f} the expansion is no quantile; use another method",
                    s, k));
  }
  const double z = NormalQuantile(1 - level);
  const double quantile =
      z + (z * z - 1) * s / 6 + (z * z * z - 3 * z) * k / 24 - (2 * z * z * z - 5 * z) * s * s / 36;
  const double tail = -internal::NormalPdf(z) / (1 - level) *
                      (1 + z * s / 6 + (z * z - 1) * k / 24 - (2 * z * z - 1) * s * s / 36);
  return TailRisk{.value_at_risk = -(shape.mean + shape.deviation * quantile),
                  .expected_shortfall = -(shape.mean + shape.deviation * tail)};
}

base::Result<TailRisk> CornishFisherTailRisk(std::span<const double> returns, double level) {
  TRY(CheckSample("Cornish-Fisher VaR", returns, 20, level));
  TRY(const Shape shape, ShapeOf("Cornish-Fisher VaR", returns));
  return CornishFisherTailRisk(shape, level);
}

}  // namespace keel::models
