// SPDX-License-Identifier: MIT
#include "models/volatility/ewma.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/random.h"

namespace keel::models {
namespace {

TEST(Ewma, FollowsARecursionDoneByHand) {
  const auto result = FilterEwma(std::vector<double>{0, 2, 1, -3}, 0.5);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->variances, (std::vector<double>{4, 2, 3, 2}));
  EXPECT_EQ(result->next_variance, 5.5);
}

TEST(Ewma, WeighsThePastByPowersOfLambda) {
  // RiskMetrics 1996, table 5.1: sigma^2 = (1 - lambda) sum of lambda^i r^2, once the start faded.
  base::RandomStream stream(1, "ewma_test");
  std::vector<double> returns(1'000);
  for (double& r : returns) r = 0.01 * stream.NextNormal();
  const auto result = FilterEwma(returns);
  ASSERT_TRUE(result);
  double sum = 0;
  for (size_t i = 0; i < returns.size(); ++i) {
    const double r = returns[returns.size() - 1 - i];
    sum += 0.06 * std::pow(0.94, static_cast<double>(i)) * r * r;
  }
  EXPECT_NEAR(result->next_variance, sum, 1e-12 * sum);
}

TEST(Ewma, SaysWhatItNeeds) {
  const auto expect = [](const base::Result<EwmaVariance>& result, const std::string& words) {
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
  };
  expect(FilterEwma({}), "0 returns given");
  expect(FilterEwma(std::vector<double>{1, 2}, 1), "lambda is 1");
  expect(FilterEwma(std::vector<double>{0, 0}), "the 2 returns are all 0");
  expect(FilterEwma(std::vector<double>{1, INFINITY}), "return 2 of 2");
  expect(FilterEwma(std::vector<double>{1, 1e200}), "overflows");
}

}  // namespace
}  // namespace keel::models
