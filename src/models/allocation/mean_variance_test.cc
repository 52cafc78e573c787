// SPDX-License-Identifier: MIT
#include "models/allocation/mean_variance.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.h"
#include "models/allocation/testing/cla_example.h"

namespace keel::models {
namespace {

using Weights = std::vector<double>;
using testing::kClaAssets;
using testing::kClaReturns;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A made-up market of `assets`: volatilities about 2 %, returns about 0.1 %.
struct Market {
  Market(size_t assets, uint64_t item) : random(31, "test.market", item), n(assets) {
    std::vector<double> factors((n + 3) * n);
    for (double& x : factors) x = 0.02 * random.NextNormal();
    c.assign(n * n, 0.0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        for (size_t k = 0; k < n + 3; ++k) c[i * n + j] += factors[k * n + i] * factors[k * n + j];
      }
    }
    for (size_t i = 0; i < n; ++i) mu.push_back(0.001 + 0.002 * random.NextNormal());
  }

  /// Boxes around 1 / n that leave room, some of them short.
  WeightLimits Limits() {
    WeightLimits limits;
    for (size_t i = 0; i < n; ++i) {
      const double even = 1.0 / static_cast<double>(n);
      limits.lower.push_back(even * (1 - 1.5 * random.NextUniform()));
      limits.upper.push_back(even * (1 + 2 * random.NextUniform()));
    }
    return limits;
  }
  CovarianceTable table() const { return {c, n}; }
  Weights CTimes(const Weights& w) const {
    Weights result(n, 0.0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) result[i] += c[i * n + j] * w[j];
    }
    return result;
  }
  double Variance(const Weights& w) const {
    const Weights cw = CTimes(w);
    return std::inner_product(w.begin(), w.end(), cw.begin(), 0.0);
  }
  double Return(const Weights& w) const {
    return std::inner_product(w.begin(), w.end(), mu.begin(), 0.0);
  }

  base::RandomStream random;
  size_t n;
  std::vector<double> c, mu;
};

double Sum(const Weights& w) { return std::accumulate(w.begin(), w.end(), 0.0); }

/// The interval in which the budget's price must lie, narrowed asset by asset: `gain_up` is what a
/// little more of the asset gains, `gain_down` what a little less costs.
struct BudgetPrice {
  double low = -kInfinity, high = kInfinity;
  void Narrow(double weight, double lower, double upper, double gain_up, double gain_down) {
    if (weight < upper) low = std::max(low, gain_up);
    if (weight > lower) high = std::min(high, gain_down);
  }
};

// "An open-source implementation of the critical-line algorithm": the last turning point, the
// minimum variance, and the largest Sharpe ratio 4.4535 at a risk of 0.2274.
TEST(MeanVariance, CriticalLineExample) {
  const auto c = testing::ClaCovariances();
  const CovarianceTable table{c, kClaAssets};
  const auto least = MinimumVarianceWithin(table, {}).value();
  EXPECT_NEAR(std::sqrt(least.objective), 0.2052, 5e-5);
  const double want_least[] = {0.0370, 0.0269, 0.0949, 0.1258, 0.0767,
                               0.2194, 0.0300, 0.0360, 0.0613, 0.2920};
  for (size_t i = 0; i < kClaAssets; ++i) EXPECT_NEAR(least.weights[i], want_least[i], 6e-5) << i;
  const auto sharpe = MaximumSharpeWeights(table, kClaReturns, {}).value();
  EXPECT_NEAR(sharpe.objective, 4.4535, 5e-5);
  const double want_sharpe[] = {0.0840, 0.0489, 0,      0.2183, 0.0017,
                                0.1812, 0,      0.0312, 0.0079, 0.4269};
  double gained = 0;
  for (size_t i = 0; i < kClaAssets; ++i) {
    EXPECT_NEAR(sharpe.weights[i], want_sharpe[i], 1.5e-4) << i;
    gained += kClaReturns[i] * sharpe.weights[i];
  }
  EXPECT_NEAR(gained / sharpe.objective, 0.2274, 5e-5);
  EXPECT_EQ(sharpe.weights[2], 0);
  EXPECT_EQ(sharpe.weights[6], 0);
}

// The same paper, table 2: the portfolios where an asset enters or leaves the efficient frontier,
// each the largest lambda mu'w - w'Cw / 2.
TEST(MeanVariance, CriticalLineTurningPoints) {
  struct Turn {
    double lambda, gain, risk;
    double weights[kClaAssets];
  };
  const Turn turns[] = {
      {4.174, 1.180, 0.546, {0.649, 0.351, 0, 0, 0, 0, 0, 0, 0, 0}},
      {1.946, 1.160, 0.417, {0.434, 0.231, 0, 0.335, 0, 0, 0, 0, 0, 0}},
      {0.165, 1.111, 0.267, {0.127, 0.072, 0, 0.281, 0, 0, 0, 0, 0, 0.520}},
      {0.147, 1.108, 0.265, {0.123, 0.070, 0, 0.279, 0, 0, 0, 0.006, 0, 0.521}},
      {0.056, 1.022, 0.230, {0.087, 0.050, 0, 0.224, 0, 0.174, 0, 0.030, 0, 0.435}},
      {0.052, 1.015, 0.228, {0.085, 0.049, 0, 0.220, 0, 0.180, 0, 0.031, 0.006, 0.429}},
      {0.037, 0.973, 0.220, {0.074, 0.044, 0, 0.199, 0.026, 0.198, 0, 0.033, 0.028, 0.398}},
      {0.031, 0.950, 0.216, {0.068, 0.041, 0.015, 0.188, 0.034, 0.202, 0, 0.034, 0.034, 0.383}}};
  const auto c = testing::ClaCovariances();
  for (const Turn& turn : turns) {
    const auto best = MeanVarianceWeights({.covariance = {c, kClaAssets},
                                           .returns = kClaReturns,
                                           .risk_aversion = 1 / turn.lambda})
                          .value();
    double gain = 0, variance = 0;
    for (size_t i = 0; i < kClaAssets; ++i) {
      // The paper rounds lambda, which moves the later portfolios in the third digit.
      EXPECT_NEAR(best.weights[i], turn.weights[i], 4e-3) << turn.lambda << " " << i;
      gain += kClaReturns[i] * best.weights[i];
      for (size_t j = 0; j < kClaAssets; ++j) {
        variance += best.weights[i] * c[i * kClaAssets + j] * best.weights[j];
      }
    }
    EXPECT_NEAR(gain, turn.gain, 6e-3);
    EXPECT_NEAR(std::sqrt(variance), turn.risk, 1.5e-3);
  }
}

/// The best point of the box with weights that sum to 1 by trying every set of weights that stand
/// on a limit (3^n of them).
double BestByEnumeration(const Market& m, const WeightLimits& limits, double risk_aversion) {
  const auto n = static_cast<Eigen::Index>(m.n);
  size_t patterns = 1;
  for (size_t i = 0; i < m.n; ++i) patterns *= 3;
  double best = -kInfinity;
  for (size_t pattern = 0; pattern < patterns; ++pattern) {
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + 1, n + 1);
    Eigen::VectorXd right(n + 1);
    size_t rest = pattern;
    for (Eigen::Index i = 0; i < n; ++i, rest /= 3) {
      const auto at = static_cast<size_t>(i);
      if (rest % 3 == 2) {
        for (Eigen::Index j = 0; j < n; ++j) {
          system(i, j) = risk_aversion * m.c[at * m.n + static_cast<size_t>(j)];
        }
        system(i, n) = 1;
        right(i) = m.mu[at];
      } else {
        system(i, i) = 1;
        right(i) = rest % 3 == 0 ? limits.lower[at] : limits.upper[at];
      }
      system(n, i) = 1;
    }
    right(n) = 1;
    const Eigen::VectorXd x = system.fullPivLu().solve(right);
    const Weights w(x.begin(), x.begin() + n);
    bool inside = std::abs(Sum(w) - 1) < 1e-9;
    for (size_t i = 0; i < m.n; ++i) {
      inside = inside && w[i] > limits.lower[i] - 1e-10 && w[i] < limits.upper[i] + 1e-10;
    }
    if (inside) best = std::max(best, m.Return(w) - risk_aversion / 2 * m.Variance(w));
  }
  return best;
}

TEST(MeanVariance, EqualsTheBestOfAllActiveSets) {
  for (uint64_t trial = 0; trial < 60; ++trial) {
    Market m(2 + trial % 4, trial);
    const WeightLimits limits = m.Limits();
    const double risk_aversion = std::pow(10.0, static_cast<double>(trial % 5) - 1);
    const auto got = MeanVarianceWeights({.covariance = m.table(),
                                          .returns = m.mu,
                                          .risk_aversion = risk_aversion,
                                          .limits = limits});
    ASSERT_TRUE(got.has_value()) << got.error().message;
    const double want = BestByEnumeration(m, limits, risk_aversion);
    EXPECT_NEAR(got->objective, want, 1e-12);
    EXPECT_LE(want - got->objective, got->gap + 1e-14);
    EXPECT_NEAR(Sum(got->weights), 1, 1e-11);
  }
}

TEST(MeanVariance, TurnoverMeetsTheConditionsOfTheOptimum) {
  int kept = 0, traded = 0;
  for (uint64_t trial = 0; trial < 80; ++trial) {
    Market m(2 + trial % 14, 100 + trial);
    const WeightLimits limits = m.Limits();
    const Weights current(m.n, 1 / static_cast<double>(m.n));
    const double cost = 2e-4 * static_cast<double>(1 + trial % 5), risk_aversion = 5;
    const auto got = MeanVarianceWeights({.covariance = m.table(),
                                          .returns = m.mu,
                                          .risk_aversion = risk_aversion,
                                          .turnover_cost = cost,
                                          .current = current,
                                          .limits = limits});
    ASSERT_TRUE(got.has_value()) << got.error().message;
    const Weights cw = m.CTimes(got->weights);
    BudgetPrice price;
    for (size_t i = 0; i < m.n; ++i) {
      const double w = got->weights[i], gain = m.mu[i] - risk_aversion * cw[i];
      const bool same = std::abs(w - current[i]) < 1e-10;
      const double up = same || w > current[i] ? gain - cost : gain + cost;
      const double down = same || w < current[i] ? gain + cost : gain - cost;
      price.Narrow(w, limits.lower[i], limits.upper[i], up, down);
      (same ? kept : traded) += 1;
      EXPECT_GE(w, limits.lower[i]);
      EXPECT_LE(w, limits.upper[i]);
    }
    EXPECT_LE(price.low, price.high + 1e-12) << trial;
    EXPECT_NEAR(Sum(got->weights), 1, 1e-11);
  }
  EXPECT_GT(kept, 100);
  EXPECT_GT(traded, 100);
}

TEST(MaximumSharpe, MeetsTheConditionsOfTheOptimum) {
  int solved = 0;
  for (uint64_t trial = 0; trial < 80; ++trial) {
    Market m(2 + trial % 14, 300 + trial);
    const WeightLimits limits = m.Limits();
    const auto got = MaximumSharpeWeights(m.table(), m.mu, limits);
    if (!got) {
      EXPECT_NE(got.error().message.find("risk-free"), std::string::npos);
      continue;
    }
    ++solved;
    const Weights& w = got->weights;
    const Weights cw = m.CTimes(w);
    const double gained = m.Return(w), variance = m.Variance(w);
    EXPECT_NEAR(got->objective, gained / std::sqrt(variance), 1e-12);
    BudgetPrice price;  // of the logarithm of the ratio, whose conditions suffice
    for (size_t i = 0; i < m.n; ++i) {
      const double slope = m.mu[i] / gained - cw[i] / variance;
      price.Narrow(w[i], limits.lower[i], limits.upper[i], slope, slope);
    }
    EXPECT_LE(price.low, price.high + 1e-7 * (1 + std::abs(price.high))) << trial;
    EXPECT_NEAR(Sum(w), 1, 1e-9);
  }
  EXPECT_GT(solved, 50);
}

TEST(MaximumSharpe, WithoutLimitsThatBindItIsTheTangencyPortfolio) {
  const auto c = testing::ClaCovariances();
  const auto n = static_cast<Eigen::Index>(kClaAssets);
  const Eigen::Map<const Eigen::MatrixXd> m(c.data(), n, n);
  const Eigen::Map<const Eigen::VectorXd> mu(kClaReturns.data(), n);
  Eigen::VectorXd tangent = m.ldlt().solve(mu);
  tangent /= tangent.sum();
  const auto got =
      MaximumSharpeWeights({c, kClaAssets}, kClaReturns,
                           {.lower = Weights(kClaAssets, -3.0), .upper = Weights(kClaAssets, 3.0)})
          .value();
  for (Eigen::Index i = 0; i < n; ++i) {
    EXPECT_NEAR(got.weights[static_cast<size_t>(i)], tangent(i), 1e-10);
  }
}

TEST(MinimumVarianceWithin, LongOnlyIsTheActiveSetOfLawsonAndHanson) {
  for (uint64_t trial = 0; trial < 40; ++trial) {
    const Market m(1 + trial % 20, 500 + trial);
    const auto got = MinimumVarianceWithin(m.table(), {}).value();
    const auto want = MinimumVarianceWeights(m.table(), Shorting::kForbidden).value();
    for (size_t i = 0; i < m.n; ++i) EXPECT_NEAR(got.weights[i], want[i], 1e-9);
  }
}

TEST(MeanVariance, CashAndTheExtremes) {
  Market m(6, 900);
  // Little return for the risk: most stays in cash, and without a floor all that costs does.
  const Weights poor(6, -0.001);
  const auto cash = MeanVarianceWeights(
                        {.covariance = m.table(), .returns = poor, .limits = {.least_invested = 0}})
                        .value();
  EXPECT_NEAR(Sum(cash.weights), 0, 1e-10);
  const auto half =
      MeanVarianceWeights(
          {.covariance = m.table(), .returns = poor, .limits = {.least_invested = 0.5}})
          .value();
  EXPECT_NEAR(Sum(half.weights), 0.5, 1e-10);
  // Trading that costs more than it can bring is left alone.
  const Weights current = {0.3, 0.1, 0.1, 0.2, 0.2, 0.1};
  const auto still =
      MeanVarianceWeights(
          {.covariance = m.table(), .returns = m.mu, .turnover_cost = 1, .current = current})
          .value();
  for (size_t i = 0; i < 6; ++i) EXPECT_NEAR(still.weights[i], current[i], 1e-10);
  // Without risk aversion everything goes where the return is.
  const auto bold =
      MeanVarianceWeights({.covariance = m.table(), .returns = m.mu, .risk_aversion = 0}).value();
  const auto top = std::max_element(m.mu.begin(), m.mu.end()) - m.mu.begin();
  EXPECT_NEAR(bold.weights[static_cast<size_t>(top)], 1, 1e-9);
}

TEST(MeanVariance, DegenerateMarketsHaveDefinedAnswers) {
  const std::vector<double> one = {0.04};
  const Weights rich = {0.1}, poor = {-0.1};
  EXPECT_EQ(MaximumSharpeWeights({one, 1}, rich, {}).value().weights, Weights{1});
  EXPECT_NEAR(MaximumSharpeWeights({one, 1}, rich, {}).value().objective, 0.5, 1e-12);
  EXPECT_NEAR(MinimumVarianceWithin({one, 1}, {}).value().weights[0], 1, 1e-12);
  EXPECT_NE(MaximumSharpeWeights({one, 1}, poor, {}).error().message.find("minimum variance"),
            std::string::npos);
  // A loser can be sold where the box allows it.
  const std::vector<double> two = {0.04, 0, 0, 0.04};
  const Weights losers = {-0.1, -0.2};
  EXPECT_FALSE(MaximumSharpeWeights({two, 2}, losers, {}).has_value());
  const auto hedge = MaximumSharpeWeights({two, 2}, losers, {.lower = {-2, -2}, .upper = {3, 3}});
  EXPECT_NEAR(Sum(hedge.value().weights), 1, 1e-9);
  EXPECT_NEAR(hedge.value().weights[1], -2, 1e-9);  // the more, the better: the box binds
  // Equal assets share equally.
  const std::vector<double> equal = {0.04, 0.01, 0.01, 0.01, 0.04, 0.01, 0.01, 0.01, 0.04};
  const Weights same = {0.1, 0.1, 0.1};
  const auto shared = MaximumSharpeWeights({equal, 3}, same, {}).value();
  for (const double w : shared.weights) EXPECT_NEAR(w, 1.0 / 3, 1e-9);
  // A box of one point.
  const auto fixed =
      MeanVarianceWeights({.covariance = {equal, 3},
                           .returns = same,
                           .limits = {.lower = {0.2, 0.3, 0.5}, .upper = {0.2, 0.3, 0.5}}})
          .value();
  EXPECT_NEAR(fixed.weights[2], 0.5, 1e-12);
  const auto pinned =
      MinimumVarianceWithin({equal, 3}, {.lower = {0.6, 0, 0}, .upper = {0.6, 1, 1}});
  EXPECT_NEAR(pinned.value().weights[1], 0.2, 1e-10);
}

TEST(MeanVariance, SaysWhatIsWrong) {
  const std::vector<double> c = {0.04, 0.01, 0.01, 0.09};
  const Weights mu = {0.1, 0.2};
  const auto message = [&](const WeightLimits& limits) {
    const auto got = MeanVarianceWeights({.covariance = {c, 2}, .returns = mu, .limits = limits});
    return got ? std::string("weights") : got.error().message;
  };
  EXPECT_EQ(message({.lower = {0.7, 0.6}}),
            "mean-variance: the lower limits sum to 1.3, more than the 1 that may be invested; "
            "lower them");
  EXPECT_EQ(message({.upper = {0.3, 0.4}}),
            "mean-variance: the upper limits sum to 0.7, less than the 1 that must be invested; "
            "raise them");
  EXPECT_NE(
      message({.lower = {0.5, 0}, .upper = {0.4, 1}}).find("asset 0 is limited to 0.5 to 0.4"),
      std::string::npos);
  EXPECT_NE(message({.lower = {0}}).find("1 lower and 2 upper limits"), std::string::npos);
  EXPECT_NE(message({.least_invested = 1, .most_invested = 0.5}).find("from 1 to 0.5"),
            std::string::npos);
  EXPECT_NE(message({.upper = {NAN, 1}}).find("finite"), std::string::npos);
  const std::vector<double> indefinite = {0.04, 0.07, 0.07, 0.09};
  EXPECT_NE(MinimumVarianceWithin({indefinite, 2}, {}).error().message.find("positive definite"),
            std::string::npos);
  const Weights short_list = {0.1};
  EXPECT_FALSE(MeanVarianceWeights({.covariance = {c, 2}, .returns = short_list}).has_value());
  EXPECT_FALSE(
      MeanVarianceWeights({.covariance = {c, 2}, .returns = mu, .risk_aversion = -1}).has_value());
  EXPECT_FALSE(
      MeanVarianceWeights({.covariance = {c, 2}, .returns = mu, .turnover_cost = NAN}).has_value());
}

}  // namespace
}  // namespace keel::models
