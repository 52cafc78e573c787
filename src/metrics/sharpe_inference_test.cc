// SPDX-License-Identifier: MIT
#include "metrics/sharpe_inference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::metrics {
namespace {

// Bailey, Lopez de Prado 2012, "The Sharpe ratio efficient frontier": two years of monthly returns
// with an annual ratio of 1.59 look certain to 98.2 % if they are normal, to 91.3 % as they are.
TEST(SharpeInference, ExampleOfTheProbabilisticSharpeRatio) {
  const double ratio = 1.59 / std::sqrt(12);
  EXPECT_NEAR(*ProbabilityAbove({.ratio = ratio, .count = 24}, 0), 0.982, 5e-4);
  const SharpeEstimate fund = {.ratio = ratio, .count = 24, .skew = -2.448, .kurtosis = 10.164};
  EXPECT_NEAR(*ProbabilityAbove(fund, 0), 0.913, 1e-3);
}

// The same paper, on the minimum track record: an annual ratio of 2 is above 1 with 95 % confidence
// after 2.73 years of normal daily returns, 2.83 of weekly, 3.24 of monthly ones, and 4.99 of
// monthly ones with the skew and kurtosis of the median hedge fund.
TEST(SharpeInference, ExampleOfTheMinimumTrackRecord) {
  const auto years = [](double periods, double skew, double kurtosis) {
    const double root = std::sqrt(periods);
    const SharpeEstimate two = {.ratio = 2 / root, .skew = skew, .kurtosis = kurtosis};
    return *MinimumTrackRecord(two, 1 / root, 0.95) / periods;
  };
  EXPECT_NEAR(years(252, 0, 3), 2.73, 5e-3);
  EXPECT_NEAR(years(52, 0, 3), 2.83, 5e-3);
  EXPECT_NEAR(years(12, 0, 3), 3.24, 5e-3);
  EXPECT_NEAR(years(12, -0.72, 5.78), 4.99, 5e-3);
}

// Bailey, Lopez de Prado 2014, "The deflated Sharpe ratio", the numerical example: five years of
// daily returns, annual ratio 2.5, variance 1/2 between the annual ratios of the trials.
TEST(SharpeInference, ExampleOfTheDeflatedSharpeRatio) {
  const SharpeEstimate found = {
      .ratio = 2.5 / std::sqrt(250), .count = 1250, .skew = -3, .kurtosis = 10};
  EXPECT_NEAR(*ExpectedMaximumSharpe(0.5 / 250, 100), 0.1132, 5e-5);
  EXPECT_NEAR(*DeflatedSharpe(found, 0.5 / 250, 100), 0.9004, 5e-5);
  EXPECT_NEAR(*DeflatedSharpe(found, 0.5 / 250, 46), 0.9505, 5e-5);
}

TEST(SharpeInference, AtTheMinimumTrackRecordTheProbabilityIsTheConfidence) {
  for (const double confidence : {0.6, 0.95, 0.999}) {
    SharpeEstimate e = {.ratio = 0.2, .skew = -1, .kurtosis = 7};
    e.count = *MinimumTrackRecord(e, 0.05, confidence);
    EXPECT_NEAR(*ProbabilityAbove(e, 0.05), confidence, 1e-12);
  }
}

TEST(SharpeInference, TheExpectedMaximumIsThatOfNormalDraws) {
  base::RandomStream random(3, "test.maximum");
  constexpr size_t kTrials = 50;
  constexpr int kRuns = 4000;
  double sum = 0;
  for (int run = 0; run < kRuns; ++run) {
    double best = -100;
    for (size_t i = 0; i < kTrials; ++i) best = std::max(best, 0.3 * random.NextNormal());
    sum += best;
  }
  // The largest of 50 has a deviation of 0.47; the formula is asymptotic, 0.5 % off at 50.
  EXPECT_NEAR(sum / kRuns, *ExpectedMaximumSharpe(0.09, kTrials), 0.3 * (0.023 + 0.012));
}

TEST(SharpeInference, WhatHasNoAnswerIsAbsent) {
  const SharpeEstimate e = {.ratio = 0.1, .count = 100};
  EXPECT_FALSE(MinimumTrackRecord(e, 0.1, 0.95));  // not above the benchmark
  EXPECT_FALSE(MinimumTrackRecord(e, 0, 1));
  EXPECT_FALSE(ProbabilityAbove({.ratio = 0.1, .count = 1}, 0));
  EXPECT_FALSE(ProbabilityAbove({.ratio = 1, .count = 100, .skew = 3, .kurtosis = 5}, 0));
  EXPECT_FALSE(ExpectedMaximumSharpe(0.5, 0));
  EXPECT_FALSE(ExpectedMaximumSharpe(-1, 10));
  EXPECT_FALSE(DeflatedSharpe(e, NAN, 10));
  EXPECT_EQ(*ExpectedMaximumSharpe(0.5, 1), 0);
}

}  // namespace
}  // namespace keel::metrics
