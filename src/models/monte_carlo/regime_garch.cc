// SPDX-License-Identifier: MIT
#include "models/monte_carlo/regime_garch.h"

#include <fmt/format.h>

#include <cmath>

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

// sum of ln f(e / sqrt h) / sqrt h; the logarithms of 8 steps are taken of their product.
double LogLikelihood(const RegimeReturns& series, const RegimeGarch& garch) {
  const double nu = garch.nu;
  double product_h = 1, product_t = 1, sum_h = 0, sum_t = 0, scale = 1 / series.levels[0];
  int count = 0;
  const auto take = [&] {
    sum_h += std::log(product_h);
    sum_t += std::log(product_t);
    product_h = product_t = 1;
    count = 0;
  };
  Run(series, garch, [&](double e, double h) {
    product_h *= h * scale;
    product_t *= 1 + e * e / (h * (nu - 2));
    if (++count == 8) take();
  });
  take();
  const auto n = static_cast<double>(series.returns.size());
  const double constant = std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) -
                          0.5 * std::log(M_PI * (nu - 2)) + 0.5 * std::log(scale);
  return n * constant - sum_h / 2 - (nu + 1) / 2 * sum_t;
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

}  // namespace

base::Result<RegimeGarch> FitRegimeGarch(const RegimeReturns& series) {
  TRY(CheckSeries(series));
  math::MinimiseOptions options;
  options.method = math::MinimiseMethod::kSubplex;
  options.lower = {0, 0, -1, 1 / kMostNu};
  options.upper = {kMostPersistent, 1, 1, 1 / kLeastNu};
  // The likelihood to 0.001: a thousandth of what a standard error is worth.
  options.value_tolerance_relative = 1e-12;
  options.value_tolerance_absolute = 1e-3;
  options.x_tolerance_relative = 1e-4;
  options.max_evaluations = 4000;
  const auto loss = [&](std::span<const double> x, std::span<double>) {
    const double value = -LogLikelihood(series, GarchAt(x));
    return std::isfinite(value) ? value : 1e300;
  };
  const std::vector<double> start = {0.9, 0.1, 0.1, 0.2};
  const auto best = math::Minimise(loss, start, options);
  if (!best) return base::Wrap(best.error(), "GARCH in regimes");
  if (!(best->value < 1e299)) {
    return Fail(ErrorCode::kUsage, "GARCH in regimes: no parameters give these returns a chance");
  }
  return GarchAt(best->x);
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
