// SPDX-License-Identifier: MIT
#include "models/allocation/kelly.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

// Thorp 2006, "The Kelly criterion in blackjack, sports betting, and the stock market", section 7:
// stocks that gain 11 % a year with a deviation of 15 %, cash at 6 %: 2.22 times the capital.
TEST(Kelly, ThorpsStockMarket) {
  const double share = KellyShare({.excess = 0.11 - 0.06, .variance = 0.15 * 0.15}).value();
  EXPECT_NEAR(share, 2.22, 5e-3);
  EXPECT_NEAR(KellyShare({.excess = 0.05, .variance = 0.0225, .fraction = 0.5}).value(), share / 2,
              1e-15);
}

/// Expected growth of capital above cash, of a share that is held through continuous time.
double Growth(double share, double excess, double variance) {
  return share * excess - share * share * variance / 2;
}

TEST(Kelly, TheFullBetGrowsFastest) {
  const double best = KellyShare({.excess = 0.03, .variance = 0.04}).value();
  for (const double share : {0.5 * best, 0.99 * best, 1.01 * best, 2 * best}) {
    EXPECT_LT(Growth(share, 0.03, 0.04), Growth(best, 0.03, 0.04));
  }
  // Half of it has three quarters of the growth.
  EXPECT_NEAR(Growth(best / 2, 0.03, 0.04), 0.75 * Growth(best, 0.03, 0.04), 1e-15);
}

// Bets on estimated means: the mean growth over many estimates is largest near the shrinkage.
TEST(Kelly, ShrinkageGrowsFastestOnEstimates) {
  const double excess = 0.02, variance = 0.04, observations = 60;
  const double shrinkage =
      KellyShare({.excess = excess, .variance = variance, .observations = observations}).value() /
      (excess / variance);
  EXPECT_NEAR(shrinkage, 1 / (1 + variance / (observations * excess * excess)), 1e-15);
  const auto mean_growth = [&](double shrunk_by) {
    base::RandomStream random(2, "test.kelly");
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) {
      const double estimate = excess + std::sqrt(variance / observations) * random.NextNormal();
      sum += Growth(shrunk_by * estimate / variance, excess, variance);
    }
    return sum / 20'000;
  };
  const double best = mean_growth(shrinkage);
  EXPECT_GT(best, mean_growth(0.7 * shrinkage));
  EXPECT_GT(best, mean_growth(1.3 * shrinkage));
  EXPECT_GT(best, mean_growth(1));
}

TEST(Kelly, ManyAssets) {
  const std::vector<double> c = {0.04, 0.006, 0.006, 0.09};
  const std::vector<double> excess = {0.02, 0.06};
  const auto free = KellyWeights({c, 2}, excess, 0.5).value();
  // C w = excess / 2.
  EXPECT_NEAR(0.04 * free[0] + 0.006 * free[1], 0.01, 1e-15);
  EXPECT_NEAR(0.006 * free[0] + 0.09 * free[1], 0.03, 1e-15);
  // A box that does not bind changes nothing, one that does is kept.
  const auto wide =
      KellyWeightsWithin({c, 2}, excess, 0.5, {.least_invested = 0, .most_invested = 2}).value();
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(wide.weights[i], free[i], 1e-10);
  const auto capped =
      KellyWeightsWithin({c, 2}, excess, 1, {.upper = {1, 0.4}, .least_invested = 0}).value();
  EXPECT_EQ(capped.weights[1], 0.4);
  EXPECT_NEAR(capped.weights[0], (0.02 - 0.006 * 0.4) / 0.04, 1e-10);  // the best of the other
}

TEST(Kelly, SaysWhatIsWrong) {
  EXPECT_FALSE(KellyShare({.excess = 0.1, .variance = 0}).has_value());
  EXPECT_FALSE(KellyShare({.excess = NAN, .variance = 1}).has_value());
  EXPECT_FALSE(KellyShare({.excess = 0.1, .variance = 1, .fraction = 1.5}).has_value());
  EXPECT_FALSE(KellyShare({.excess = 0.1, .variance = 1, .observations = -1}).has_value());
  EXPECT_EQ(KellyShare({.excess = 0, .variance = 1, .observations = 10}).value(), 0);
  const std::vector<double> c = {1, 0, 0, 1}, one = {0.1}, two = {0.1, 0.1};
  EXPECT_FALSE(KellyWeights({c, 2}, one, 1).has_value());
  EXPECT_FALSE(KellyWeightsWithin({c, 2}, one, 1, {}).has_value());
  EXPECT_FALSE(KellyWeights({c, 2}, two, 0).has_value());
}

}  // namespace
}  // namespace keel::models
