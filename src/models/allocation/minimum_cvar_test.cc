// SPDX-License-Identifier: MIT
#include "models/allocation/minimum_cvar.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

using Weights = std::vector<double>;

/// Scenarios of `assets` with fat, correlated tails.
std::vector<double> Scenarios(size_t count, size_t assets, uint64_t item) {
  base::RandomStream random(41, "test.scenarios", item);
  std::vector<double> returns;
  for (size_t s = 0; s < count; ++s) {
    const double market = random.NextNormal();
    const double shock = random.NextUniform() < 0.05 ? 3 : 1;
    for (size_t i = 0; i < assets; ++i) {
      const double size = 0.005 * static_cast<double>(i + 1);
      returns.push_back(0.0005 + size * shock * (0.6 * market + 0.8 * random.NextNormal()));
    }
  }
  return returns;
}

/// R-U's function at its best a, which is one of the losses.
double Shortfall(const std::vector<double>& returns, const Weights& w, double confidence) {
  std::vector<double> losses;
  for (size_t s = 0; s < returns.size() / w.size(); ++s) {
    double loss = 0;
    for (size_t i = 0; i < w.size(); ++i) loss -= w[i] * returns[s * w.size() + i];
    losses.push_back(loss);
  }
  double best = 1e300;
  for (const double a : losses) {
    double over = 0;
    for (const double loss : losses) over += std::max(0.0, loss - a);
    best = std::min(best, a + over / ((1 - confidence) * static_cast<double>(losses.size())));
  }
  return best;
}

/// The least mean loss under a law of the scenarios that weights in a box with sum 1 can have: a
/// lower bound of every portfolio's shortfall if the law is one of the tails.
double LeastLoss(const std::vector<double>& returns, const std::vector<double>& law,
                 const WeightLimits& limits) {
  const size_t n = limits.lower.size();
  std::vector<std::pair<double, size_t>> loss(n);
  for (size_t i = 0; i < n; ++i) {
    loss[i].second = i;
    for (size_t s = 0; s < law.size(); ++s) loss[i].first -= law[s] * returns[s * n + i];
  }
  std::sort(loss.begin(), loss.end());
  double left = 1, total = 0;
  for (size_t i = 0; i < n; ++i) {
    left -= limits.lower[i];
  }
  for (const auto& [value, i] : loss) {
    const double more = std::min(left, limits.upper[i] - limits.lower[i]);
    total += value * (limits.lower[i] + more);
    left -= more;
  }
  return total;
}

TEST(MinimumCvar, ItsTailProvesThatNothingIsBetter) {
  for (uint64_t trial = 0; trial < 30; ++trial) {
    const size_t n = 2 + trial % 9, count = 40 + 37 * (trial % 6);
    const auto returns = Scenarios(count, n, trial);
    const double confidence = trial % 2 == 0 ? 0.95 : 0.8;
    WeightLimits limits{.lower = Weights(n, 0.0), .upper = Weights(n, trial % 3 == 0 ? 1 : 0.55)};
    if (trial % 5 == 0) limits.lower[n - 1] = 0.2;
    if (trial % 5 == 1) limits.lower[0] = -0.3;
    const auto best =
        MinimumCvarWeights({.scenarios = {returns, n}, .confidence = confidence, .limits = limits});
    ASSERT_TRUE(best.has_value()) << best.error().message;
    EXPECT_NEAR(best->expected_shortfall, Shortfall(returns, best->weights, confidence), 1e-13);
    const double most = 1 / ((1 - confidence) * static_cast<double>(count));
    double total = 0;
    for (const double p : best->tail) {
      EXPECT_GE(p, 0);
      EXPECT_LE(p, most * (1 + 1e-12));
      total += p;
    }
    EXPECT_NEAR(total, 1, 1e-9);
    const double bound = LeastLoss(returns, best->tail, limits);
    EXPECT_NEAR(best->expected_shortfall, bound, 1e-11) << trial;
    EXPECT_LT(best->gap, 1e-10);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_GE(best->weights[i], limits.lower[i]);
      EXPECT_LE(best->weights[i], limits.upper[i]);
    }
  }
}

TEST(MinimumCvar, NoPointOfAGridIsBetter) {
  const auto returns = Scenarios(60, 3, 99);
  const auto best = MinimumCvarWeights({.scenarios = {returns, 3}, .confidence = 0.9}).value();
  double least = 1e300;
  for (int i = 0; i <= 100; ++i) {
    for (int j = 0; i + j <= 100; ++j) {
      const Weights w = {0.01 * i, 0.01 * j, 0.01 * (100 - i - j)};
      least = std::min(least, Shortfall(returns, w, 0.9));
    }
  }
  EXPECT_LE(best.expected_shortfall, least + 1e-14);
  EXPECT_GT(best.expected_shortfall, least - 1e-4);  // the grid is that fine
}

// Rockafellar, Uryasev 2000, "Optimization of conditional value-at-risk", section 4: three
// instruments with normal returns and a mean of 0.011 asked for. The optimum is (0.452013,
// 0.115573, 0.432414) at every confidence; CVaR 0.096975, 0.115908, 0.152977 and VaR 0.067847,
// 0.090200, 0.132128 at 90, 95 and 99 %.
class RockafellarUryasev : public testing::Test {
 protected:
  static constexpr size_t kDraws = 20'000;
  RockafellarUryasev() {
    const Eigen::Vector3d mean(0.0101110, 0.0043532, 0.0137058);
    Eigen::Matrix3d c;
    c << 0.00324625, 0.00022983, 0.00420395, 0.00022983, 0.00049937, 0.00019247, 0.00420395,
        0.00019247, 0.00764097;
    base::RandomStream random(1, "test.uryasev");
    Eigen::MatrixXd z(kDraws, 3);
    for (Eigen::Index s = 0; s < z.rows(); ++s) {
      for (Eigen::Index i = 0; i < 3; ++i) z(s, i) = random.NextNormal();
    }
    // With exactly the moments that were asked for.
    z.rowwise() -= z.colwise().mean();
    const Eigen::Matrix3d sample = z.transpose() * z / kDraws;
    const Eigen::Matrix3d root = Eigen::LLT<Eigen::Matrix3d>(sample).matrixL();
    z = (root.inverse() * z.transpose()).transpose();
    const Eigen::Matrix3d factor = Eigen::LLT<Eigen::Matrix3d>(c).matrixL();
    for (Eigen::Index s = 0; s < z.rows(); ++s) {
      const Eigen::Vector3d r = mean + factor * z.row(s).transpose();
      returns_.insert(returns_.end(), {r(0), r(1), r(2)});
    }
  }
  std::vector<double> returns_;
};

TEST_F(RockafellarUryasev, RiskOfTheirOptimum) {
  const Weights w = {0.452013, 0.115573, 0.432414};
  const double want[][3] = {
      {0.90, 0.067847, 0.096975}, {0.95, 0.090200, 0.115908}, {0.99, 0.132128, 0.152977}};
  for (const auto& [confidence, value_at_risk, shortfall] : want) {
    const auto got = ShortfallOfWeights({returns_, 3}, confidence, w).value();
    EXPECT_NEAR(got.value_at_risk, value_at_risk, 0.0025);  // three errors of 20,000 draws
    EXPECT_NEAR(got.expected_shortfall, shortfall, 0.0025);
  }
}

TEST_F(RockafellarUryasev, OptimumOfDraws) {
  const std::span<const double> some(returns_.data(), 3 * 4000);
  const auto got =
      MinimumCvarWeights({.scenarios = {some, 3}, .confidence = 0.9, .least_return = 0.0108})
          .value();
  EXPECT_LT(got.gap, 1e-9);
  const auto all =
      MinimumCvarWeights({.scenarios = {returns_, 3}, .confidence = 0.9, .least_return = 0.011})
          .value();
  EXPECT_NEAR(all.weights[0], 0.452013, 0.05);  // flat: their own samples of 20,000 differ as much
  EXPECT_NEAR(all.weights[1], 0.115573, 0.02);
  EXPECT_NEAR(all.weights[2], 0.432414, 0.04);
  EXPECT_NEAR(all.expected_shortfall, 0.096975, 0.0025);
  const double gained =
      0.0101110 * all.weights[0] + 0.0043532 * all.weights[1] + 0.0137058 * all.weights[2];
  EXPECT_NEAR(gained, 0.011, 1e-9);
}

TEST(CvarParity, ContributionsAreTheBudgets) {
  for (uint64_t trial = 0; trial < 12; ++trial) {
    const size_t n = 1 + trial, count = 100 + 31 * trial;
    const auto returns = Scenarios(count, n, 50 + trial);
    std::vector<double> budgets;
    for (size_t i = 0; i < n; ++i) budgets.push_back(static_cast<double>(1 + (i + trial) % 3));
    const auto got = CvarParityWeights({returns, n}, 0.9, budgets);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_NEAR(std::accumulate(got->weights.begin(), got->weights.end(), 0.0), 1, 1e-12);
    const double total = std::accumulate(budgets.begin(), budgets.end(), 0.0);
    double most = 0, law = 0;
    for (const double p : got->tail) {
      most = std::max(most, p);
      law += p;
    }
    EXPECT_NEAR(law, 1, 1e-9);  // with the bound below: one of the laws that make the shortfall
    EXPECT_LE(most, 1 / (0.1 * static_cast<double>(count)) + 1e-9);
    for (size_t i = 0; i < n; ++i) {
      double loss = 0;
      for (size_t s = 0; s < count; ++s) loss -= got->tail[s] * returns[s * n + i];
      EXPECT_NEAR(got->weights[i] * loss / got->expected_shortfall, budgets[i] / total, 1e-7);
    }
  }
  const std::vector<double> gains = {0.01, 0.02, 0.03, 0.01};
  EXPECT_NE(CvarParityWeights({gains, 1}, 0.9).error().message.find("no risk to share"),
            std::string::npos);
  EXPECT_FALSE(CvarParityWeights({gains, 1}, 0.9, std::vector<double>{0.0}).has_value());
}

TEST(MinimumCvar, DegenerateScenariosHaveDefinedAnswers) {
  const auto one = Scenarios(50, 1, 7);
  EXPECT_NEAR(MinimumCvarWeights({.scenarios = {one, 1}}).value().weights[0], 1, 1e-12);
  // Two assets that copy each other: any split is as good.
  std::vector<double> twins;
  for (const double r : one) twins.insert(twins.end(), {r, r});
  const auto split = MinimumCvarWeights({.scenarios = {twins, 2}});
  ASSERT_TRUE(split.has_value()) << split.error().message;
  EXPECT_NEAR(split->weights[0] + split->weights[1], 1, 1e-10);
  EXPECT_NEAR(split->expected_shortfall,
              MinimumCvarWeights({.scenarios = {one, 1}})->expected_shortfall, 1e-12);
  // Cash is allowed, and everything loses: nothing is held.
  std::vector<double> losses;
  for (int s = 0; s < 40; ++s) losses.push_back(-0.01 - 0.001 * (s % 7));
  const auto cash =
      MinimumCvarWeights({.scenarios = {losses, 2}, .limits = {.least_invested = 0}}).value();
  EXPECT_NEAR(cash.weights[0] + cash.weights[1], 0, 1e-10);
}

TEST(MinimumCvar, TheTailTakesAShareOfOneScenario) {
  // Losses 5, 4, 3, 2, 1 of one asset; the worst 30 % are 1.5 scenarios: (5 + 4 / 2) / 1.5.
  const std::vector<double> returns = {-5, -1, -3, -2, -4};
  const auto got = ShortfallOfWeights({returns, 1}, 0.7, Weights{1}).value();
  EXPECT_NEAR(got.expected_shortfall, 7 / 1.5, 1e-12);
  EXPECT_EQ(got.value_at_risk, 4);
}

TEST(MinimumCvar, SaysWhatIsWrong) {
  const auto returns = Scenarios(50, 2, 3);
  const auto message = [&](MinimumCvarProblem problem) {
    if (problem.scenarios.assets == 0) problem.scenarios = {returns, 2};
    const auto got = MinimumCvarWeights(problem);
    return got ? std::string("weights") : got.error().message;
  };
  EXPECT_NE(message({.scenarios = {returns, 3}}).find("two whole rows"), std::string::npos);
  EXPECT_NE(message({.confidence = 1}).find("confidence 1"), std::string::npos);
  EXPECT_NE(message({.least_return = 0.5}).find("is the most within the limits"),
            std::string::npos);
  EXPECT_NE(message({.limits = {.upper = {0.2, 0.2}}}).find("raise them"), std::string::npos);
  std::vector<double> broken = returns;
  broken[5] = NAN;
  EXPECT_NE(message({.scenarios = {broken, 2}}).find("asset 1 in scenario 2"), std::string::npos);
}

}  // namespace
}  // namespace keel::models
