// SPDX-License-Identifier: MIT
#include "models/allocation/hierarchical_risk_parity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "models/allocation/testing/riskfolio_stocks.h"

namespace keel::models {
namespace {

TEST(HierarchicalRiskParity, TwoBlocksByHand) {
  // Volatilities 1, 2, 3, 4; correlation 0.8 between the first and the third, 0.5 between the
  // second and the fourth. Inverse-variance variances: 1.332 of the first block (weights 0.9,
  // 0.1), 4.48 of the second (0.8, 0.2); the first gets 4.48 / 5.812.
  const std::vector<double> c = {1, 0, 2.4, 0, 0, 4, 0, 4, 2.4, 0, 9, 0, 0, 4, 0, 16};
  const auto hrp = HierarchicalRiskParityWeights({c, 4}).value();
  EXPECT_EQ(hrp.order, (std::vector<size_t>{0, 2, 1, 3}));
  const double first = 4.48 / 5.812;
  const double want[] = {0.9 * first, 0.8 * (1 - first), 0.1 * first, 0.2 * (1 - first)};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(hrp.weights[i], want[i], 1e-14);
}

TEST(HierarchicalRiskParity, WithoutCorrelationItIsInverseVariance) {
  const size_t n = 7;
  std::vector<double> c(n * n, 0.0);
  double sum = 0;
  for (size_t i = 0; i < n; ++i) {
    c[i * n + i] = static_cast<double>((i * 3) % n + 1);
    sum += 1 / c[i * n + i];
  }
  const auto hrp = HierarchicalRiskParityWeights({c, n}).value();
  for (size_t i = 0; i < n; ++i) EXPECT_NEAR(hrp.weights[i], 1 / c[i * n + i] / sum, 1e-14);
}

TEST(HierarchicalRiskParity, TenStocks) {
  // From a transcription of the paper's listing into numpy (leaves of the tree by brute force).
  const std::vector<double> c = testing::StockCovariances();
  const auto hrp = HierarchicalRiskParityWeights({c, testing::kStocks}).value();
  EXPECT_EQ(hrp.order, (std::vector<size_t>{1, 4, 6, 0, 2, 5, 9, 8, 3, 7}));
  const double want[] = {0.07631786, 0.01983757, 0.09451981, 0.1187642,  0.16800565,
                         0.12189943, 0.17888091, 0.10092164, 0.05560275, 0.06525018};
  for (size_t i = 0; i < testing::kStocks; ++i) EXPECT_NEAR(hrp.weights[i], want[i], 1e-8);
}

TEST(HierarchicalRiskParity, IsAPortfolioWhateverTheCovariances) {
  for (uint64_t trial = 0; trial < 50; ++trial) {
    base::RandomStream random(24, "hrp", trial);
    const size_t n = 1 + trial % 12;
    std::vector<double> factors(n * (n + 3));
    for (double& x : factors) x = random.NextNormal();
    std::vector<double> c(n * n, 0.0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        for (size_t k = 0; k < n + 3; ++k) c[i * n + j] += factors[k * n + i] * factors[k * n + j];
      }
    }
    const auto hrp = HierarchicalRiskParityWeights({c, n}).value();
    EXPECT_NEAR(std::accumulate(hrp.weights.begin(), hrp.weights.end(), 0.0), 1, 1e-13);
    EXPECT_GT(*std::min_element(hrp.weights.begin(), hrp.weights.end()), 0);
    std::vector<size_t> order = hrp.order;
    std::sort(order.begin(), order.end());
    for (size_t i = 0; i < n; ++i) EXPECT_EQ(order[i], i);
  }
  EXPECT_FALSE(HierarchicalRiskParityWeights({{}, 0}).has_value());
}

}  // namespace
}  // namespace keel::models
