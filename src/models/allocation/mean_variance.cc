// SPDX-License-Identifier: MIT
#include "models/allocation/mean_variance.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "models/allocation/internal/convex_program.h"
#include "models/allocation/internal/limit_rows.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::ConvexProgram;
using internal::RowBuilder;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix AsMatrix(const CovarianceTable& c) {
  const auto n = static_cast<Eigen::Index>(c.assets);
  const Matrix m = Eigen::Map<const Rows>(c.values.data(), n, n);
  return 0.5 * (m + m.transpose());
}

Vector AsVector(std::span<const double> v) {
  return Eigen::Map<const Vector>(v.data(), std::ssize(v));
}

base::Status CheckNumbers(const char* who, const char* what, std::span<const double> numbers,
                          size_t assets) {
  const bool finite =
      std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
  if (numbers.size() == assets && finite) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("{}: {} {} for {} assets; one finite number an asset is needed", who,
                          numbers.size(), what, assets));
}

double Objective(const MeanVarianceProblem& p, const Matrix& c, const Vector& current,
                 const std::vector<double>& weights) {
  const Vector w = AsVector(weights);
  return AsVector(p.returns).dot(w) - p.risk_aversion / 2 * w.dot(c * w) -
         p.turnover_cost * (w - current).lpNorm<1>();
}

}  // namespace

base::Result<OptimalWeights> MeanVarianceWeights(const MeanVarianceProblem& problem) {
  const char* who = "mean-variance";
  const size_t n = problem.covariance.assets;
  TRY(CheckCovariance(who, problem.covariance));
  TRY(const WeightBox box, ExpandLimits(who, problem.limits, n));
  TRY(CheckNumbers(who, "expected returns", problem.returns, n));
  if (!problem.current.empty()) {
    TRY(CheckNumbers(who, "current weights", problem.current, n));
  }
  for (const double cost : {problem.risk_aversion, problem.turnover_cost}) {
    if (std::isfinite(cost) && cost >= 0) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: risk aversion {} and turnover cost {}; 0 or more is needed", who,
                            problem.risk_aversion, problem.turnover_cost));
  }
  const Matrix c = AsMatrix(problem.covariance);
  const auto size = static_cast<Eigen::Index>(n);
  Vector current = Vector::Zero(size);
  if (!problem.current.empty()) current = AsVector(problem.current);
  const double tau = problem.turnover_cost;
  const double scale = std::max({problem.risk_aversion * c.diagonal().mean(), tau,
                                 AsVector(problem.returns).lpNorm<Eigen::Infinity>(), 1e-300});
  ConvexProgram program{.quadratic = problem.risk_aversion / scale * c,
                        .linear = -AsVector(problem.returns) / scale};
  RowBuilder rows(size);
  rows.Limits(box);
  // tau |d| = 2 tau max(0, d) - tau d.
  for (Eigen::Index i = 0; i < size && tau > 0; ++i) {
    rows.AtMost(rows.Unit(i), current(i), 2 * tau / scale);
    program.linear(i) -= tau / scale;
  }
  rows.FillIn(&program);
  TRY(const internal::ConvexOptimum best, internal::Minimise(who, program));
  OptimalWeights result{.weights = internal::WithinLimits(best.x, box), .gap = best.gap * scale};
  result.objective = Objective(problem, c, current, result.weights);
  return result;
}

base::Result<OptimalWeights> MinimumVarianceWithin(const CovarianceTable& covariance,
                                                   const WeightLimits& limits) {
  const char* who = "minimum variance";
  TRY(CheckCovariance(who, covariance));
  TRY(ExpandLimits(who, limits, covariance.assets));
  const std::vector<double> none(covariance.assets, 0.0);
  TRY(OptimalWeights result,
      MeanVarianceWeights(
          {.covariance = covariance, .returns = none, .risk_aversion = 2, .limits = limits}));
  result.objective = -result.objective;
  return result;
}

base::Result<OptimalWeights> MaximumSharpeWeights(const CovarianceTable& covariance,
                                                  std::span<const double> excess,
                                                  const WeightLimits& limits) {
  const char* who = "maximum Sharpe ratio";
  const size_t n = covariance.assets;
  TRY(CheckCovariance(who, covariance));
  TRY(CheckNumbers(who, "expected excess returns", excess, n));
  WeightLimits full = limits;
  full.least_invested = full.most_invested;
  TRY(const WeightBox box, ExpandLimits(who, full, n));
  const Vector mu = AsVector(excess);
  const double best_return = mu.dot(AsVector(box.BestFor(excess)));
  if (!(best_return > 1e-14 * mu.lpNorm<Eigen::Infinity>())) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: no weights within the limits have an expected return above the "
                            "risk-free rate; take the minimum variance instead",
                            who));
  }
  const Matrix c = AsMatrix(covariance);
  if (const auto only = box.OnlyChoice()) {
    const Vector w = AsVector(*only);
    return OptimalWeights{.weights = *only, .objective = best_return / std::sqrt(w.dot(c * w))};
  }
  const auto size = static_cast<Eigen::Index>(n);
  // Unknowns y = k w and k, with y's excess return fixed: 1 in units of the best there is.
  ConvexProgram program{.quadratic = Matrix::Zero(size + 1, size + 1),
                        .linear = Vector::Zero(size + 1)};
  program.quadratic.topLeftCorner(size, size) = c / c.diagonal().mean();
  RowBuilder rows(size + 1);
  Vector row = Vector::Zero(size + 1);
  row.head(size) = mu / best_return;
  rows.Equal(row, 1);
  row.head(size).setOnes();
  row(size) = -box.most_invested;
  rows.Equal(row, 0);
  rows.AtMost(rows.Unit(size, -1), 0);
  for (Eigen::Index i = 0; i < size; ++i) {
    const double low = box.lower[static_cast<size_t>(i)], high = box.upper[static_cast<size_t>(i)];
    if (high - low < 1e-12) {
      rows.Equal(rows.Unit(i) - low * rows.Unit(size), 0);
      continue;
    }
    rows.AtMost(rows.Unit(i) - high * rows.Unit(size), 0);
    rows.AtMost(low * rows.Unit(size) - rows.Unit(i), 0);
  }
  rows.FillIn(&program);
  TRY(const internal::ConvexOptimum best, internal::Minimise(who, program));
  OptimalWeights result{.weights = internal::WithinLimits(best.x / best.x(size), box)};
  const Vector w = AsVector(result.weights);
  result.objective = mu.dot(w) / std::sqrt(w.dot(c * w));
  result.gap = best.gap / std::max(0.5 * best.x.dot(program.quadratic * best.x), 1e-300);
  return result;
}

}  // namespace keel::models
