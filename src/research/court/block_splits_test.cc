// SPDX-License-Identifier: MIT
#include "research/court/block_splits.h"

#include <gtest/gtest.h>

#include <cmath>

#include "research/testing/made_up_trials.h"

namespace keel::research {
namespace {

// An independent implementation in Python (itertools.combinations, numpy means and deviations with
// divisor n - 1, numpy.polyfit) on these same returns.
TEST(TestSplits, IsThatOfAPlainImplementationInNumpy) {
  const auto daily =
      MakeTrials({.days = 203, .trials = 7, .sharpe = 1, .correlation = 0.3, .memory = 0.4}, 11);
  const auto test = TestSplits({daily, 7}, 8);
  ASSERT_TRUE(test) << test.error().message;
  EXPECT_EQ(test->logits.size(), 70u);
  EXPECT_NEAR(test->probability, 0.44285714285714284, 1e-15);
  EXPECT_NEAR(test->loss_probability, 0.14285714285714285, 1e-15);
  EXPECT_NEAR(*test->slope, -0.98387025, 1e-8);
  EXPECT_NEAR(*test->intercept, 0.30046038, 1e-8);
  EXPECT_NEAR(test->logits[3], 1.0986122886681098, 1e-13);
  EXPECT_NEAR(test->seen[3], 0.2894209713837662, 1e-13);
  EXPECT_NEAR(test->unseen[3], 0.0843320697079868, 1e-13);
}

TEST(TestSplits, TheBestOfNoiseIsNoBetterThanTheMedianLater) {
  double sum = 0;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const auto daily = MakeTrials({.days = 400, .trials = 20}, seed);
    sum += TestSplits({daily, 20}, 10)->probability / 30;
  }
  EXPECT_NEAR(sum, 0.5, 0.1);  // a deviation of 0.19 each
}

TEST(TestSplits, AnEdgeThatStaysIsChosenAndStays) {
  auto daily = MakeTrials({.days = 800, .trials = 20}, 1);
  for (size_t day = 0; day < 800; ++day) daily[day * 20 + 4] += 0.004;
  const auto test = TestSplits({daily, 20});
  ASSERT_TRUE(test);
  EXPECT_EQ(test->logits.size(), 12'870u);
  EXPECT_LT(test->probability, 0.01);
  EXPECT_LT(test->loss_probability, 0.01);
}

TEST(TestSplits, EqualTrialsShareTheMiddleRankAndStillOnesHaveARatioOfNothing) {
  const std::vector<double> still(3 * 40, 0.0);
  const auto test = TestSplits({still, 3}, 4);
  ASSERT_TRUE(test);
  for (const double logit : test->logits) EXPECT_EQ(logit, 0);
  for (const double ratio : test->unseen) EXPECT_EQ(ratio, 0);
  EXPECT_EQ(test->probability, 1);
  EXPECT_FALSE(test->slope);
}

TEST(TestSplits, SaysWhatItNeeds) {
  const auto daily = MakeTrials({.days = 31, .trials = 2}, 1);
  EXPECT_FALSE(TestSplits({daily, 2}, 16));
  EXPECT_TRUE(TestSplits({daily, 2}, 14));
  EXPECT_FALSE(TestSplits({daily, 2}, 7));
  EXPECT_FALSE(TestSplits({daily, 2}, 22));
  EXPECT_FALSE(TestSplits({daily, 1}, 4));
}

}  // namespace
}  // namespace keel::research
