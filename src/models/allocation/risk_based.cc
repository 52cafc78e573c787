// SPDX-License-Identifier: MIT
#include "models/allocation/risk_based.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace keel::models {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kSymmetry = 1e-9;
constexpr double kRoundingShare = 1e-13;  // of the largest pivot: below, two assets are one
constexpr int kMostSweeps = 20'000;
constexpr double kSettled = 1e-13;

Matrix AsMatrix(const CovarianceTable& c) {
  const auto n = static_cast<Eigen::Index>(c.assets);
  return Eigen::Map<const Rows>(c.values.data(), n, n);
}

std::vector<double> Normalised(const Vector& w) {
  const Vector scaled = w / w.sum();
  return {scaled.begin(), scaled.end()};
}

/// min y'Cy / 2 - 1'y over y >= 0 with only the assets in `active` above 0.
Vector SolveActive(const Matrix& c, const std::vector<Eigen::Index>& active) {
  Vector y = Vector::Zero(c.rows());
  if (active.empty()) return y;
  const Vector part = c(active, active).ldlt().solve(Vector::Ones(std::ssize(active)));
  for (size_t i = 0; i < active.size(); ++i) y(active[i]) = part(static_cast<Eigen::Index>(i));
  return y;
}

/// Steps from y towards `target` until the first active asset reaches 0, and drops it.
void StepBack(const Vector& target, Vector* y, std::vector<Eigen::Index>* active) {
  double step = 1;
  for (const Eigen::Index i : *active) {
    if (target(i) <= 0) step = std::min(step, (*y)(i) / ((*y)(i)-target(i)));
  }
  *y += step * (target - *y);
  std::erase_if(*active, [&](Eigen::Index i) {
    if (target(i) > 0 || (*y)(i) > 1e-14 * y->maxCoeff()) return false;
    (*y)(i) = 0;
    return true;
  });
}

base::Result<Vector> LongOnlyLeastVariance(const Matrix& c) {
  const Eigen::Index n = c.rows();
  Vector y = Vector::Zero(n);
  std::vector<Eigen::Index> active;
  for (Eigen::Index round = 0; round < 10 * n + 10; ++round) {
    const Vector gain = Vector::Ones(n) - c * y;  // what adding a little of an asset would gain
    Eigen::Index best = -1;
    for (Eigen::Index i = 0; i < n; ++i) {
      const bool outside = std::find(active.begin(), active.end(), i) == active.end();
      if (outside && gain(i) > 1e-11 && (best < 0 || gain(i) > gain(best))) best = i;
    }
    if (best < 0) return y;
    active.push_back(best);
    for (;;) {
      const Vector target = SolveActive(c, active);
      const bool feasible =
          std::all_of(active.begin(), active.end(), [&](Eigen::Index i) { return target(i) > 0; });
      if (feasible) {
        y = target;
        break;
      }
      StepBack(target, &y, &active);
    }
  }
  return base::Fail(base::ErrorCode::kUsage,
                    "minimum variance: the active set does not settle; the covariances are too "
                    "near to singular, shrink them");
}

}  // namespace

base::Status CheckCovariance(const char* who, const CovarianceTable& covariance) {
  const auto bad = [who](const std::string& what) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("{}: {}", who, what));
  };
  const size_t n = covariance.assets;
  if (n == 0 || covariance.values.size() != n * n) {
    return bad(fmt::format("{} covariances for {} assets; {} are needed", covariance.values.size(),
                           n, n * n));
  }
  for (size_t i = 0; i < n * n; ++i) {
    if (!std::isfinite(covariance.values[i])) {
      return bad(fmt::format("covariance ({}, {}) is not a finite number", i / n, i % n));
    }
  }
  const Matrix c = AsMatrix(covariance);
  for (Eigen::Index i = 0; i < c.rows(); ++i) {
    if (!(c(i, i) > 0)) return bad(fmt::format("the variance of asset {} is {}", i, c(i, i)));
    for (Eigen::Index j = 0; j < i; ++j) {
      if (std::abs(c(i, j) - c(j, i)) > kSymmetry * std::sqrt(c(i, i) * std::abs(c(j, j)))) {
        return bad(fmt::format("covariances ({0}, {1}) and ({1}, {0}) differ", i, j));
      }
    }
  }
  // In correlations, so that assets of different size are judged alike.
  const Vector scale = c.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::LDLT<Matrix> pivots(scale.asDiagonal() * c * scale.asDiagonal());
  if (pivots.info() != Eigen::Success || !(pivots.vectorD().minCoeff() > kRoundingShare)) {
    return bad(
        "the covariances are not positive definite; shrink them, give more rows than assets, "
        "or drop assets that copy each other");
  }
  return {};
}

base::Result<std::vector<double>> InverseVolatilityWeights(const CovarianceTable& covariance) {
  TRY(CheckCovariance("inverse volatility", covariance));
  return Normalised(AsMatrix(covariance).diagonal().cwiseSqrt().cwiseInverse());
}

base::Result<std::vector<double>> MinimumVarianceWeights(const CovarianceTable& covariance,
                                                         Shorting shorting) {
  TRY(CheckCovariance("minimum variance", covariance));
  Matrix c = AsMatrix(covariance);
  c /= c.diagonal().mean();  // the weights do not change; the tolerances then have a meaning
  if (shorting == Shorting::kAllowed) {
    return Normalised(c.ldlt().solve(Vector::Ones(c.rows())));
  }
  TRY(const Vector y, LongOnlyLeastVariance(c));
  return Normalised(y);
}

base::Result<std::vector<double>> RiskParityWeights(const CovarianceTable& covariance,
                                                    std::span<const double> budgets) {
  TRY(CheckCovariance("risk parity", covariance));
  const Matrix c = AsMatrix(covariance);
  const Eigen::Index n = c.rows();
  Vector budget = Vector::Constant(n, 1.0 / static_cast<double>(n));
  if (!budgets.empty()) {
    const bool positive = std::all_of(budgets.begin(), budgets.end(),
                                      [](double b) { return std::isfinite(b) && b > 0; });
    if (budgets.size() != covariance.assets || !positive) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("risk parity: {} budgets for {} assets; one positive budget an "
                                    "asset is needed",
                                    budgets.size(), covariance.assets));
    }
    budget = Eigen::Map<const Vector>(budgets.data(), n);
    budget /= budget.sum();
  }
  Vector y = budget.cwiseQuotient(c.diagonal()).cwiseSqrt();
  Vector cy = c * y;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double largest = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      const double others = cy(i) - c(i, i) * y(i);
      const double root = std::sqrt(others * others + 4 * c(i, i) * budget(i));
      // The positive root of C_ii y^2 + others y - budget, without cancellation.
      const double next =
          others > 0 ? 2 * budget(i) / (root + others) : (root - others) / (2 * c(i, i));
      largest = std::max(largest, std::abs(next / y(i) - 1));
      cy += (next - y(i)) * c.col(i);
      y(i) = next;
    }
    if (largest < kSettled) return Normalised(y);
    if (sweep % 64 == 63) cy = c * y;
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("risk parity: no answer after {} sweeps; the covariances are too "
                                "near to singular, shrink them",
                                kMostSweeps));
}

base::Result<std::vector<double>> RiskShares(const CovarianceTable& covariance,
                                             std::span<const double> weights) {
  TRY(CheckCovariance("risk shares", covariance));
  const bool finite =
      std::all_of(weights.begin(), weights.end(), [](double w) { return std::isfinite(w); });
  const bool held = std::any_of(weights.begin(), weights.end(), [](double w) { return w != 0; });
  if (weights.size() != covariance.assets || !finite || !held) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("risk shares: {} weights for {} assets; one finite weight an "
                                  "asset, not all 0, is needed",
                                  weights.size(), covariance.assets));
  }
  const Eigen::Map<const Vector> w(weights.data(), std::ssize(weights));
  const Vector parts = w.cwiseProduct(AsMatrix(covariance) * w);
  return Normalised(parts);
}

}  // namespace keel::models
