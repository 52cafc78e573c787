// SPDX-License-Identifier: MIT
#include "models/allocation/risk_based.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.h"
#include "models/allocation/testing/riskfolio_stocks.h"
#include "tests/shared_data.h"

namespace keel::models {
namespace {

using Weights = std::vector<double>;

std::vector<double> RandomCovariance(size_t n, uint64_t item) {
  base::RandomStream random(25, "covariance", item);
  std::vector<double> factors((n + 2) * n);
  for (double& x : factors) x = 0.02 * random.NextNormal();
  std::vector<double> c(n * n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      for (size_t k = 0; k < n + 2; ++k) c[i * n + j] += factors[k * n + i] * factors[k * n + j];
      if (i == j) c[i * n + j] += 1e-5;
    }
  }
  return c;
}

Weights Times(const std::vector<double>& c, const Weights& w) {
  Weights result(w.size(), 0.0);
  for (size_t i = 0; i < w.size(); ++i) {
    for (size_t j = 0; j < w.size(); ++j) result[i] += c[i * w.size() + j] * w[j];
  }
  return result;
}

double Variance(const std::vector<double>& c, const Weights& w) {
  const Weights cw = Times(c, w);
  return std::inner_product(w.begin(), w.end(), cw.begin(), 0.0);
}

TEST(RiskParity, RiskfolioWeights) {
  KEEL_SHARED_DATA(path, "reference/portfolio/riskfolio_Classic_RP.csv");
  const auto c = testing::StockCovariances();
  const Weights got = RiskParityWeights({c, testing::kStocks}).value();
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  ASSERT_EQ(line.substr(0, 4), ",MV,");
  for (size_t i = 0; i < testing::kStocks; ++i) {
    ASSERT_TRUE(std::getline(in, line));
    const double want = std::stod(line.substr(line.find(',') + 1));
    EXPECT_NEAR(got[i], want, 5e-6) << line.substr(0, 5);  // their contributions agree to 4e-5 only
  }
}

TEST(RiskParity, ContributionsAreTheBudgets) {
  for (uint64_t trial = 0; trial < 60; ++trial) {
    const size_t n = 1 + trial % 20;
    const auto c = RandomCovariance(n, trial);
    std::vector<double> budgets;
    for (size_t i = 0; i < n; ++i) budgets.push_back(static_cast<double>(1 + i % 4));
    const double sum = std::accumulate(budgets.begin(), budgets.end(), 0.0);
    const Weights w = RiskParityWeights({c, n}, budgets).value();
    const auto shares = RiskShares({c, n}, w).value();
    const auto equal = RiskShares({c, n}, RiskParityWeights({c, n}).value()).value();
    EXPECT_NEAR(std::accumulate(w.begin(), w.end(), 0.0), 1, 1e-13);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_GT(w[i], 0);
      EXPECT_NEAR(shares[i], budgets[i] / sum, 1e-12);
      EXPECT_NEAR(equal[i], 1.0 / static_cast<double>(n), 1e-12);
    }
  }
}

// Maillard, Roncalli, Teiletche 2010, 3.1: with one common correlation the weights are those of
// inverse volatility; for two assets whatever the correlation.
TEST(RiskParity, EqualsInverseVolatilityUnderOneCorrelation) {
  const double volatility[] = {0.1, 0.2, 0.3, 0.4};
  for (const double rho : {-0.3, 0.0, 0.6}) {
    std::vector<double> c(16);
    for (size_t i = 0; i < 4; ++i) {
      for (size_t j = 0; j < 4; ++j) {
        c[i * 4 + j] = volatility[i] * volatility[j] * (i == j ? 1 : rho);
      }
    }
    const Weights parity = RiskParityWeights({c, 4}).value();
    const Weights inverse = InverseVolatilityWeights({c, 4}).value();
    const double want[] = {0.48, 0.24, 0.16, 0.12};  // 1/v over 25/12 of 10
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR(inverse[i], want[i], 1e-15);
      EXPECT_NEAR(parity[i], want[i], 1e-12);
    }
  }
}

// The same paper, section 3.3, second example: volatilities 10, 20, 30, 40 %, correlation 0.8 of
// the first two, -0.5 of the last two, else 0: equal risk 38.4, 19.2, 24.3, 18.2 %; least variance
// 74.5, 0, 15.2, 10.3 %.
TEST(RiskBased, MaillardExample) {
  std::vector<double> c(16, 0.0);
  const double volatility[] = {0.1, 0.2, 0.3, 0.4};
  for (size_t i = 0; i < 4; ++i) c[i * 5] = volatility[i] * volatility[i];
  c[1] = c[4] = 0.8 * 0.1 * 0.2;
  c[11] = c[14] = -0.5 * 0.3 * 0.4;
  const Weights parity = RiskParityWeights({c, 4}).value();
  const Weights least = MinimumVarianceWeights({c, 4}, Shorting::kForbidden).value();
  const double want_parity[] = {0.384, 0.192, 0.243, 0.182};
  const double want_least[] = {0.745, 0, 0.152, 0.103};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(parity[i], want_parity[i], 6e-4);
    EXPECT_NEAR(least[i], want_least[i], 6e-4);
  }
}

TEST(MinimumVariance, MeetsTheConditionsOfTheOptimum) {
  int cut = 0;
  for (uint64_t trial = 0; trial < 60; ++trial) {
    const size_t n = 1 + trial % 15;
    const auto c = RandomCovariance(n, 100 + trial);
    const Weights free = MinimumVarianceWeights({c, n}, Shorting::kAllowed).value();
    const double variance = Variance(c, free);
    const Weights slope = Times(c, free);
    EXPECT_NEAR(std::accumulate(free.begin(), free.end(), 0.0), 1, 1e-12);
    for (const double s : slope) EXPECT_NEAR(s, variance, 1e-9 * variance);
    const Weights held = MinimumVarianceWeights({c, n}, Shorting::kForbidden).value();
    const double least = Variance(c, held);
    const Weights cost = Times(c, held);
    EXPECT_GE(least, variance * (1 - 1e-12));
    for (size_t i = 0; i < n; ++i) {  // what is held costs the least; what is not costs no less
      EXPECT_GE(held[i], 0);
      cut += held[i] == 0 ? 1 : 0;
      if (held[i] > 0) {
        EXPECT_NEAR(cost[i], least, 1e-9 * least);
      }
      EXPECT_GE(cost[i], least * (1 - 1e-9));
    }
  }
  EXPECT_GT(cut, 30);
}

TEST(RiskBased, BadTablesAreNamed) {
  const auto message = [](const std::vector<double>& values, size_t assets) {
    const auto weights = InverseVolatilityWeights({values, assets});
    return weights ? std::string("weights") : weights.error().message;
  };
  EXPECT_EQ(message({1, 0, 0}, 2), "inverse volatility: 3 covariances for 2 assets; 4 are needed");
  EXPECT_NE(message({1, 2, 2, 1}, 2).find("not positive definite"), std::string::npos);
  EXPECT_NE(message({1, 1, 1, 1}, 2).find("not positive definite"), std::string::npos);
  EXPECT_NE(message({1, 0.1, 0.2, 1}, 2).find("differ"), std::string::npos);
  EXPECT_NE(message({0, 0, 0, 1}, 2).find("variance of asset 0"), std::string::npos);
  EXPECT_NE(message({1, 0, 0, NAN}, 2).find("(1, 1)"), std::string::npos);
  const std::vector<double> good = {1, 0, 0, 1};
  EXPECT_FALSE(RiskParityWeights({good, 2}, std::vector<double>{1}).has_value());
  EXPECT_FALSE(RiskParityWeights({good, 2}, std::vector<double>{1, 0}).has_value());
  EXPECT_FALSE(RiskShares({good, 2}, std::vector<double>{0, 0}).has_value());
}

}  // namespace
}  // namespace keel::models
