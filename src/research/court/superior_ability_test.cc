// SPDX-License-Identifier: MIT
#include "research/court/superior_ability.h"

#include <gtest/gtest.h>

#include <cmath>

#include "research/court/effective_trials.h"
#include "research/testing/made_up_trials.h"

namespace keel::research {
namespace {

constexpr size_t kDays = 500;
constexpr size_t kTrials = 10;

/// Trials that are alike but for one that is better, one that is wilder and two that are worse.
std::vector<double> MixedTrials() {
  auto daily = MakeTrials(
      {.days = kDays, .trials = kTrials, .sharpe = 0.5, .correlation = 0.3, .memory = 0.4}, 12);
  for (size_t day = 0; day < kDays; ++day) {
    double* const row = daily.data() + day * kTrials;
    row[9] -= 0.006;
    row[8] -= 0.0015;
    row[2] += 0.001;
    row[3] *= 5;
  }
  return daily;
}

// Python's arch 8.0.0, SPA(0, -returns, block_size=4, bootstrap="stationary", reps=100000). That
// version scales nothing by the deviations: on the returns as they are its upper p value is White's
// reality check, and on returns divided by their long-run deviations (its own variances) its three
// p values are Hansen's. Both sides draw for themselves; a p value of 0.5 has a deviation of 0.0016
// with 100,000 draws and of 0.0035 with 20,000.
TEST(TestSuperiorAbility, IsThatOfArch) {
  const auto daily = MixedTrials();
  const auto test = TestSuperiorAbility({daily, kTrials}, {.resamples = 20'000, .mean_block = 4});
  ASSERT_TRUE(test);
  EXPECT_EQ(test->judged, 2u);
  EXPECT_NEAR(test->statistic, 1.0830326839197801, 1e-12);
  EXPECT_NEAR(test->reality_check, 0.58849, 0.012);
  EXPECT_NEAR(test->lower, 0.46765, 0.012);
  EXPECT_NEAR(test->consistent, 0.54207, 0.012);
  EXPECT_NEAR(test->upper, 0.56166, 0.012);
}

TEST(TestSuperiorAbility, ItsVarianceIsThatOfArch) {
  const auto daily = MixedTrials();
  std::vector<double> values;
  for (size_t day = 0; day < kDays; ++day) values.push_back(daily[day * kTrials + 2]);
  EXPECT_NEAR(BootstrapVariance(values, 4), 0.00045487831567989843, 1e-15);
}

TEST(TestSuperiorAbility, OfOneTrialItIsATestOfItsMean) {
  const auto daily = MakeTrials({.days = 1000, .sharpe = 1.5}, 3);
  const auto test = TestSuperiorAbility({daily, 1}, {.resamples = 20'000, .mean_block = 1});
  ASSERT_TRUE(test);
  const double normal = 0.5 * std::erfc(test->statistic / std::sqrt(2));
  EXPECT_NEAR(test->consistent, normal, 4 * std::sqrt(normal / 20'000));
  EXPECT_NEAR(test->reality_check, normal, 4 * std::sqrt(normal / 20'000));
}

TEST(TestSuperiorAbility, AnotherThanTheBestIsHeldAgainstTheBestOfTheDraws) {
  const auto daily = MixedTrials();
  const auto best = TestSuperiorAbility({daily, kTrials}, {.resamples = 500});
  const auto other = TestSuperiorAbility({daily, kTrials}, {.resamples = 500, .judged = 0});
  ASSERT_TRUE(best && other);
  EXPECT_EQ(other->judged, 0u);
  EXPECT_EQ(other->draws, best->draws);
  EXPECT_LT(other->statistic, best->statistic);
  EXPECT_GT(other->consistent, best->consistent);
}

TEST(TestSuperiorAbility, WhatDoesNotMoveTakesNoPart) {
  auto daily = MakeTrials({.days = 100, .trials = 3}, 3);
  for (size_t day = 0; day < 100; ++day) daily[day * 3 + 1] = 0;
  const auto test = TestSuperiorAbility({daily, 3}, {.resamples = 100});
  ASSERT_TRUE(test);
  EXPECT_EQ(test->still, 1u);
  EXPECT_FALSE(TestSuperiorAbility({daily, 3}, {.resamples = 100, .judged = 1}));
  EXPECT_FALSE(TestSuperiorAbility({std::vector<double>(200, 0.0), 2}, {}));
}

TEST(TestSuperiorAbility, IsTheSameOnAnyNumberOfThreads) {
  const auto daily = MixedTrials();
  const auto one = TestSuperiorAbility({daily, kTrials}, {.resamples = 300, .jobs = 1});
  const auto three = TestSuperiorAbility({daily, kTrials}, {.resamples = 300, .jobs = 3});
  EXPECT_EQ(one->draws, three->draws);
  EXPECT_EQ(one->mean_block, three->mean_block);
}

// K series with the correlation c have a participation ratio of K / (1 + (K - 1) c^2).
TEST(EffectiveTrials, CountsNeighboursOnce) {
  const auto apart = MakeTrials({.trials = 40}, 1);
  EXPECT_NEAR(*EffectiveTrials({apart, 40}, 1), 40, 1);
  const auto close = MakeTrials({.trials = 40, .correlation = 0.9}, 1);
  EXPECT_NEAR(*EffectiveTrials({close, 40}, 1), 40 / (1 + 39 * 0.81), 0.05);
  std::vector<double> twins;
  for (size_t day = 0; day < 100; ++day) twins.insert(twins.end(), {apart[day], 2 * apart[day], 0});
  EXPECT_NEAR(*EffectiveTrials({twins, 3}, 1), 1, 1e-12);
  EXPECT_FALSE(EffectiveTrials({std::vector<double>(200, 0.0), 2}, 1));
}

}  // namespace
}  // namespace keel::research
