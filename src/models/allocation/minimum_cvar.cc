// SPDX-License-Identifier: MIT
#include "models/allocation/minimum_cvar.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/allocation/internal/convex_program.h"
#include "models/allocation/internal/limit_rows.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

constexpr const char* kWho = "minimum CVaR";

base::Result<Eigen::Map<const Rows>> CheckScenarios(const ScenarioTable& table, double confidence) {
  const size_t n = table.assets;
  if (n == 0 || table.values.size() % n != 0 || table.values.size() < 2 * n) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: {} returns for {} assets; at least two whole rows are needed",
                            kWho, table.values.size(), n));
  }
  for (size_t i = 0; i < table.values.size(); ++i) {
    if (std::isfinite(table.values[i])) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: the return of asset {} in scenario {} is not a finite number",
                            kWho, i % n, i / n));
  }
  if (!(confidence >= 0.5 && confidence < 1)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: confidence {}; from 0.5 to below 1 is needed", kWho, confidence));
  }
  return Eigen::Map<const Rows>(table.values.data(),
                                static_cast<Eigen::Index>(table.values.size() / n),
                                static_cast<Eigen::Index>(n));
}

/// Fills VaR and CVaR of the losses: the tail takes the worst whole scenarios, and of the next as
/// much as is missing.
void Measure(const Vector& losses, double confidence, MinimumCvar* result) {
  std::vector<double> sorted(losses.begin(), losses.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const double size = (1 - confidence) * static_cast<double>(sorted.size());
  double left = size, sum = 0;
  for (const double loss : sorted) {
    const double share = std::min(1.0, left);
    sum += share * loss;
    left -= share;
    result->value_at_risk = loss;
    if (left <= 1e-9 * size) break;
  }
  result->expected_shortfall = (sum + left * result->value_at_risk) / size;
}

/// The rows of sum_s max(0, -r_s'w - a) / ((1 - confidence) scenarios); the last unknown is a.
void AddTail(const Rows& returns, double confidence, internal::RowBuilder* rows) {
  const double price = 1 / ((1 - confidence) * static_cast<double>(returns.rows()));
  Vector row(returns.cols() + 1);
  for (Eigen::Index s = 0; s < returns.rows(); ++s) {
    row << -returns.row(s).transpose(), -1;
    rows->AtMost(row, 0, price);
  }
}

base::Result<Vector> CheckBudgets(std::span<const double> budgets, Eigen::Index assets) {
  if (budgets.empty()) return Vector(Vector::Constant(assets, 1 / static_cast<double>(assets)));
  const bool positive = std::all_of(budgets.begin(), budgets.end(),
                                    [](double b) { return std::isfinite(b) && b > 0; });
  if (std::ssize(budgets) != assets || !positive) {
    return Fail(
        ErrorCode::kUsage,
        fmt::format("CVaR parity: {} budgets for {} assets; one positive budget an asset is "
                    "needed",
                    budgets.size(), assets));
  }
  const Eigen::Map<const Vector> given(budgets.data(), assets);
  return Vector(given / given.sum());
}

}  // namespace

base::Result<MinimumCvar> ShortfallOfWeights(const ScenarioTable& scenarios, double confidence,
                                             std::span<const double> weights) {
  TRY(const auto returns, CheckScenarios(scenarios, confidence));
  const bool finite =
      std::all_of(weights.begin(), weights.end(), [](double w) { return std::isfinite(w); });
  if (weights.size() != scenarios.assets || !finite) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: {} weights for {} assets; one finite weight an asset is needed",
                            kWho, weights.size(), scenarios.assets));
  }
  MinimumCvar result{.weights = {weights.begin(), weights.end()}};
  const Eigen::Map<const Vector> w(weights.data(), std::ssize(weights));
  Measure(-(returns * w), confidence, &result);
  return result;
}

base::Result<MinimumCvar> MinimumCvarWeights(const MinimumCvarProblem& problem) {
  TRY(const auto returns, CheckScenarios(problem.scenarios, problem.confidence));
  TRY(const WeightBox box, ExpandLimits(kWho, problem.limits, problem.scenarios.assets));
  const Eigen::Index n = returns.cols(), count = returns.rows();
  const Vector mean = returns.colwise().mean();
  const double scale = std::max(returns.cwiseAbs().mean(), 1e-300);
  internal::RowBuilder rows(n + 1);  // the weights, and a
  rows.Limits(box);
  if (problem.least_return) {
    const auto best = box.BestFor({mean.data(), static_cast<size_t>(n)});
    const double most = mean.dot(Eigen::Map<const Vector>(best.data(), n));
    if (!(*problem.least_return < most)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{}: a mean return of {:.6g} is asked for, {:.6g} is the most within "
                              "the limits; ask for less",
                              kWho, *problem.least_return, most));
    }
    Vector row = Vector::Zero(n + 1);
    row.head(n) = -mean / scale;
    rows.AtMost(row, -*problem.least_return / scale);
  }
  internal::ConvexProgram program{.quadratic = Eigen::MatrixXd::Zero(n + 1, n + 1),
                                  .linear = rows.Unit(n)};
  AddTail(returns / scale, problem.confidence, &rows);
  rows.FillIn(&program);
  TRY(const internal::ConvexOptimum best, internal::Minimise(kWho, program));
  MinimumCvar result{.weights = internal::WithinLimits(best.x.head(n), box)};
  const Eigen::Map<const Vector> w(result.weights.data(), n);
  Measure(-(returns * w), problem.confidence, &result);
  result.gap = best.gap * scale;
  const Vector tail = best.multipliers.tail(count);
  result.tail.assign(tail.begin(), tail.end());
  return result;
}

base::Result<MinimumCvar> CvarParityWeights(const ScenarioTable& scenarios, double confidence,
                                            std::span<const double> budgets) {
  TRY(const auto returns, CheckScenarios(scenarios, confidence));
  const Eigen::Index n = returns.cols();
  TRY(const Vector budget, CheckBudgets(budgets, n));
  // Where a portfolio without a tail loss exists, the logarithms have no end.
  TRY(const MinimumCvar least,
      MinimumCvarWeights({.scenarios = scenarios, .confidence = confidence}));
  if (!(least.expected_shortfall > 0)) {
    return Fail(ErrorCode::kUsage,
                "CVaR parity: some weights have no loss in the tail, so there is no risk to share; "
                "take a higher confidence or more scenarios");
  }
  internal::RowBuilder rows(n + 1);
  internal::ConvexProgram program{.quadratic = Eigen::MatrixXd::Zero(n + 1, n + 1),
                                  .linear = rows.Unit(n),
                                  .logs = Vector::Zero(n + 1)};
  program.logs.head(n) = budget;
  // In units of the least shortfall the unscaled weights are of order 1.
  AddTail(returns / least.expected_shortfall, confidence, &rows);
  rows.FillIn(&program);
  TRY(const internal::ConvexOptimum best, internal::Minimise("CVaR parity", program));
  const Vector w = best.x.head(n) / best.x.head(n).sum();
  MinimumCvar result{.weights = {w.begin(), w.end()}, .gap = best.gap};
  Measure(-(returns * w), confidence, &result);
  result.tail.assign(best.multipliers.begin(), best.multipliers.end());
  return result;
}

}  // namespace keel::models
