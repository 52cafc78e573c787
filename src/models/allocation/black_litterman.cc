// SPDX-License-Identifier: MIT
#include "models/allocation/black_litterman.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr const char* kWho = "Black-Litterman";
constexpr double kRoundingShare = 1e-13;

base::Status Check(const BlackLittermanInput& input) {
  TRY(CheckCovariance(kWho, input.covariance));
  const auto fits = [&](std::span<const double> v) {
    return v.size() == input.covariance.assets &&
           std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
  };
  const auto bad = [](const std::string& what) {
    return Fail(ErrorCode::kUsage, fmt::format("{}: {}", kWho, what));
  };
  if (!fits(input.market_weights)) {
    return bad(fmt::format("{} market weights for {} assets; one finite weight an asset is needed",
                           input.market_weights.size(), input.covariance.assets));
  }
  for (const double x : {input.risk_aversion, input.tau}) {
    if (std::isfinite(x) && x > 0) continue;
    return bad(fmt::format("risk aversion {} and tau {}; both must be above 0", input.risk_aversion,
                           input.tau));
  }
  for (size_t k = 0; k < input.views.size(); ++k) {
    const ReturnView& view = input.views[k];
    const bool empty =
        std::all_of(view.portfolio.begin(), view.portfolio.end(), [](double x) { return x == 0; });
    if (!fits(view.portfolio) || empty || !std::isfinite(view.expected)) {
      return bad(
          fmt::format("view {} has {} weights for {} assets; one finite weight an asset, not "
                      "all 0, and a finite return are needed",
                      k + 1, view.portfolio.size(), input.covariance.assets));
    }
    if (view.variance && !(std::isfinite(*view.variance) && *view.variance >= 0)) {
      return bad(
          fmt::format("view {} has the variance {}; 0 or more is needed", k + 1, *view.variance));
    }
  }
  return {};
}

}  // namespace

base::Result<BlackLitterman> BlackLittermanReturns(const BlackLittermanInput& input) {
  TRY(Check(input));
  const auto n = static_cast<Eigen::Index>(input.covariance.assets);
  const auto k = static_cast<Eigen::Index>(input.views.size());
  const Eigen::Map<const Matrix> c(input.covariance.values.data(), n, n);
  const Vector pi =
      input.risk_aversion * c * Eigen::Map<const Vector>(input.market_weights.data(), n);
  Matrix picks(k, n);
  Vector surprise(k), doubt(k);
  for (Eigen::Index i = 0; i < k; ++i) {
    const ReturnView& view = input.views[static_cast<size_t>(i)];
    picks.row(i) = Eigen::Map<const Vector>(view.portfolio.data(), n).transpose();
    surprise(i) = view.expected - picks.row(i).dot(pi);
    const double prior = input.tau * picks.row(i) * c * picks.row(i).transpose();
    doubt(i) = view.variance.value_or(prior);
  }
  Vector mean = pi;
  Matrix spread = (1 + input.tau) * c;
  if (k > 0) {
    const Matrix cross = input.tau * c * picks.transpose();
    Matrix together = picks * cross;
    together.diagonal() += doubt;
    const Vector scale = together.diagonal().cwiseSqrt().cwiseInverse();
    const Eigen::LDLT<Matrix> factor(scale.asDiagonal() * together * scale.asDiagonal());
    if (!(factor.vectorD().minCoeff() > kRoundingShare)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{}: views that are certain repeat or contradict each other; give "
                              "them a variance, or leave one out",
                              kWho));
    }
    const Matrix scaled = cross * scale.asDiagonal();
    mean += scaled * factor.solve(scale.asDiagonal() * surprise);
    spread -= scaled * factor.solve(scaled.transpose());
  }
  const Vector weights = spread.ldlt().solve(mean) / input.risk_aversion;
  return BlackLitterman{.equilibrium = {pi.begin(), pi.end()},
                        .returns = {mean.begin(), mean.end()},
                        .covariance = {spread.data(), spread.data() + n * n},
                        .weights = {weights.begin(), weights.end()}};
}

}  // namespace keel::models
