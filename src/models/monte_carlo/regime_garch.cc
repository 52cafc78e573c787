// SPDX-License-Identifier: MIT
#include "models/monte_carlo/regime_garch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>

#include "math/log_gamma.h"
#include "math/minimise.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kLeastRows = 50;
constexpr double kMostPersistent = 0.9999;
constexpr double kLeastNu = 2.2, kMostNu = 200;

// x = persistence, the share of it that reacts to e^2, how one-sided the reaction is (-1 to 1), and
// 1 / nu: all constraints are a box.
RegimeGarch GarchAt(std::span<const double> x) {
  const double reaction = x[0] * x[1];
  return {.alpha = reaction * (1 - x[2]),
          .gamma = 2 * reaction * x[2],
          .beta = x[0] * (1 - x[1]),
          .nu = 1 / x[3]};
}

constexpr std::array<double, 4> kLower = {0, 0, -1, 1 / kMostNu};
constexpr std::array<double, 4> kUpper = {kMostPersistent, 1, 1, 1 / kLeastNu};
constexpr std::array<double, 4> kStart = {0.9, 0.1, 0.1, 0.2};

// A place to start from: where nothing persists or reacts, nothing would tell in which direction
// to go.
std::vector<double> CoordinatesOf(const RegimeGarch& garch) {
  constexpr double kLeast = 0.01;
  const double reaction = garch.alpha + garch.gamma / 2;
  const double persistence = std::max(garch.persistence(), kLeast);
  return {persistence, std::max(reaction / persistence, kLeast),
          reaction > 0 ? garch.gamma / 2 / reaction : 0, 1 / garch.nu};
}

// Runs the recursion; `each(e, h)` sees every step. Returns the variance of the next one.
template <typename Each>
double Run(const RegimeReturns& series, const RegimeGarch& garch, const Each& each) {
  double h = series.levels[0];
  for (size_t t = 0; t < series.returns.size(); ++t) {
    const double e = series.returns[t] - series.means[t];
    each(e, h);
    h = garch.NextVariance(e, h, series.levels[t + 1]);
  }
  return h;
}

// Sums over the steps, with q = e^2 / (h (nu - 2)).
struct LogSums {
  double variances = 0;  // of ln(h / first level)
  double tails = 0;      // of ln(1 + q)
};

// `each(e, h, q)` sees every step; the logarithms of 8 steps are taken of their product.
template <typename Each>
LogSums SumLogs(const RegimeReturns& series, const RegimeGarch& garch, const Each& each) {
  LogSums sums;
  double product_h = 1, product_t = 1, scale = 1 / series.levels[0];
  int count = 0;
  const auto take = [&] {
    sums.variances += std::log(product_h);
    sums.tails += std::log(product_t);
    product_h = product_t = 1;
    count = 0;
  };
  Run(series, garch, [&](double e, double h) {
    const double q = e * e / (h * (garch.nu - 2));
    product_h *= h * scale;
    product_t *= 1 + q;
    if (++count == 8) take();
    each(e, h, q);
  });
  take();
  return sums;
}

// sum of ln f(e / sqrt h) / sqrt h.
double LikelihoodOf(const RegimeReturns& series, double nu, const LogSums& sums) {
  const double scale = 1 / series.levels[0];
  const auto n = static_cast<double>(series.returns.size());
  const double constant = math::LogGamma((nu + 1) / 2) - math::LogGamma(nu / 2) -
                          0.5 * std::log(M_PI * (nu - 2)) + 0.5 * std::log(scale);
  return n * constant - sums.variances / 2 - (nu + 1) / 2 * sums.tails;
}

double LogLikelihood(const RegimeReturns& series, const RegimeGarch& garch) {
  return LikelihoodOf(series, garch.nu, SumLogs(series, garch, [](double, double, double) {}));
}

// The log likelihood at GarchAt(x), and its gradient there.
double Likelihood(const RegimeReturns& series, std::span<const double> x,
                  std::span<double> gradient) {
  const RegimeGarch garch = GarchAt(x);
  const double nu = garch.nu, weight = (nu + 1) / 2;
  std::array<double, 3> slopes{}, total{};  // of h and of the likelihood along x[0] to x[2]
  double shares = 0;
  size_t t = 0;
  const LogSums sums = SumLogs(series, garch, [&](double e, double h, double q) {
    const double share = q / (1 + q), of_h = (weight * share - 0.5) / h;
    for (size_t i = 0; i < 3; ++i) total[i] += of_h * slopes[i];
    shares += share;
    const double side = e < 0 ? 1 : -1, news = (1 + side * x[2]) * e * e;
    slopes[0] = x[1] * news + (1 - x[1]) * h - series.levels[++t] + garch.beta * slopes[0];
    slopes[1] = x[0] * (news - h) + garch.beta * slopes[1];
    slopes[2] = x[0] * x[1] * side * e * e + garch.beta * slopes[2];
  });
  if (gradient.empty()) return LikelihoodOf(series, nu, sums);
  using boost::math::digamma;
  const auto n = static_cast<double>(series.returns.size());
  const double of_nu = n / 2 * (digamma(weight) - digamma(nu / 2) - 1 / (nu - 2)) - sums.tails / 2 +
                       weight * shares / (nu - 2);
  std::copy(total.begin(), total.end(), gradient.begin());
  gradient[3] = -of_nu * nu * nu;
  return LikelihoodOf(series, nu, sums);
}

base::Status CheckSeries(const RegimeReturns& series) {
  const size_t rows = series.returns.size();
  if (rows < kLeastRows || series.means.size() != rows || series.levels.size() != rows + 1) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} returns; GARCH in regimes needs at least {}", rows, kLeastRows));
  }
  for (size_t t = 0; t < rows; ++t) {
    if (!std::isfinite(series.returns[t] - series.means[t])) {
      return Fail(ErrorCode::kUsage, fmt::format("return {} is not finite", t + 1));
    }
  }
  for (const double level : series.levels) {
    if (level > 0 && std::isfinite(level)) continue;
    return Fail(ErrorCode::kUsage, "a regime without variance has no GARCH");
  }
  return {};
}

// Without gradients: slower, but it walks over what the gradient stops at.
base::Result<RegimeGarch> SearchWidely(const RegimeReturns& series) {
  math::MinimiseOptions options;
  options.method = math::MinimiseMethod::kSubplex;
  options.lower.assign(kLower.begin(), kLower.end());
  options.upper.assign(kUpper.begin(), kUpper.end());
  // The likelihood to 0.001: a thousandth of what a standard error is worth.
  options.value_tolerance_relative = 1e-12;
  options.value_tolerance_absolute = 1e-3;
  options.x_tolerance_relative = 1e-4;
  options.max_evaluations = 4000;
  const auto loss = [&](std::span<const double> x, std::span<double>) {
    const double value = -LogLikelihood(series, GarchAt(x));
    return std::isfinite(value) ? value : 1e300;
  };
  const std::vector<double> start(kStart.begin(), kStart.end());
  const auto best = math::Minimise(loss, start, options);
  if (!best) return base::Wrap(best.error(), "GARCH in regimes");
  if (!(best->value < 1e299)) {
    return Fail(ErrorCode::kUsage, "GARCH in regimes: no parameters give these returns a chance");
  }
  return GarchAt(best->x);
}

}  // namespace

// Each search alone ends now and then on a lesser hill; the likelier of two ends is taken.
base::Result<RegimeGarch> FitRegimeGarch(const RegimeReturns& series) {
  TRY(CheckSeries(series));
  auto best = FitRegimeGarch(series, GarchAt(kStart));
  auto wide = SearchWidely(series);
  if (wide) wide = FitRegimeGarch(series, *wide);
  if (!best) return wide;
  if (wide && LogLikelihood(series, *wide) > LogLikelihood(series, *best)) return wide;
  return best;
}

base::Result<RegimeGarch> FitRegimeGarch(const RegimeReturns& series, const RegimeGarch& start) {
  // About the standard errors of a year of hours: steps of one size mean the same along each.
  static constexpr std::array<double, 4> kUnits = {0.01, 0.01, 0.1, 0.01};
  TRY(CheckSeries(series));
  math::MinimiseOptions options;
  options.method = math::MinimiseMethod::kSlsqp;
  options.value_tolerance_absolute = 1e-3;
  options.max_evaluations = 300;
  std::vector<double> from = CoordinatesOf(start);
  for (size_t i = 0; i < 4; ++i) {
    options.lower.push_back(kLower[i] / kUnits[i]);
    options.upper.push_back(kUpper[i] / kUnits[i]);
    from[i] = std::clamp(from[i] / kUnits[i], options.lower[i], options.upper[i]);
  }
  const auto in_units = [&](std::span<const double> y) {
    std::array<double, 4> x;
    for (size_t i = 0; i < 4; ++i) x[i] = y[i] * kUnits[i];
    return x;
  };
  const auto loss = [&](std::span<const double> y, std::span<double> gradient) {
    const double value = -Likelihood(series, in_units(y), gradient);
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] *= -kUnits[i];
    return value;
  };
  const auto best = math::Minimise(loss, from, options);
  if (!best) return base::Wrap(best.error(), "GARCH in regimes");
  return GarchAt(in_units(best->x));
}

RegimeResiduals FilterRegimeGarch(const RegimeReturns& series, const RegimeGarch& garch) {
  RegimeResiduals result;
  result.standardised.reserve(series.returns.size());
  result.next_variance = Run(
      series, garch, [&](double e, double h) { result.standardised.push_back(e / std::sqrt(h)); });
  result.log_likelihood = LogLikelihood(series, garch);
  return result;
}

}  // namespace keel::models
