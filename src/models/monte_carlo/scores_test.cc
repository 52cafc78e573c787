// SPDX-License-Identifier: MIT
#include "models/monte_carlo/scores.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

#include "base/random.h"

namespace keel::models {
namespace {

TEST(Scores, CrpsIsTheMeanOverAllPairs) {
  base::RandomStream random(1, "test.crps");
  std::vector<double> sample;
  for (int i = 0; i < 57; ++i) sample.push_back(random.NextNormal());
  const double y = 0.3;
  double error = 0, spread = 0;
  for (const double a : sample) {
    error += std::fabs(a - y) / 57;
    for (const double b : sample) spread += std::fabs(a - b) / 57 / 57;
  }
  const double crps = Score(sample, y).crps;
  EXPECT_NEAR(crps, error - spread / 2, 1e-14);
  EXPECT_NEAR(Crps(std::vector<double>{2.5}, 1.0), 1.5, 0);
}

TEST(Scores, CrpsOfNormalsHasTheClosedForm) {
  // sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)) [Gneiting, Raftery 2007, equation 21].
  const boost::math::normal law;
  std::vector<double> sample;
  for (int i = 0; i < 100'000; ++i) {
    sample.push_back(0.1 + 2 * quantile(law, (i + 0.5) / 100'000));
  }
  for (const double y : {-5.0, 0.1, 1.3}) {
    const double z = (y - 0.1) / 2;
    const double exact =
        2 * (z * (2 * cdf(law, z) - 1) + 2 * pdf(law, z) - std::numbers::inv_sqrtpi);
    EXPECT_NEAR(Crps(sample, y), exact, 1e-4);
  }
}

TEST(Scores, PitAndVarAreRanks) {
  std::vector<double> sample;
  for (int i = 99; i >= 1; --i) sample.push_back(i);  // 1 to 99
  EXPECT_DOUBLE_EQ(Score(sample, 0.5).pit, 0.5 / 100);
  EXPECT_DOUBLE_EQ(Score(sample, 50.5).pit, 50.5 / 100);
  EXPECT_DOUBLE_EQ(Score(sample, 50).pit, 50.0 / 100);  // 49 below, one equal
  EXPECT_DOUBLE_EQ(Score(sample, 1000).pit, 99.5 / 100);
  EXPECT_EQ(Score(sample, 50).value_at_risk[0], -5);
  EXPECT_EQ(Score(sample, 50).value_at_risk[1], -1);
}

std::vector<ScoredForecast> Of(int count, double scale) {
  base::RandomStream random(4, "test.pit");
  const boost::math::normal law;
  std::vector<ScoredForecast> scored;
  for (int i = 0; i < count; ++i) {
    const double x = scale * random.NextNormal();
    scored.push_back({.outcome = x,
                      .pit = cdf(law, x),
                      .crps = 1 + 0.1 * random.NextNormal(),
                      .value_at_risk = {1.6448536269514722, 2.3263478740408408}});
  }
  return scored;
}

TEST(Scores, ARightForecastPassesAndAWrongOneDoesNot) {
  const auto right = Summarise(Of(2000, 1));
  ASSERT_TRUE(right.has_value());
  for (const IntervalCoverage& c : right->intervals) EXPECT_TRUE(c.within_bounds()) << c.nominal;
  EXPECT_GT(right->pit_p_value, 0.05);
  for (const VarBacktest& v : right->value_at_risk) EXPECT_GT(v.kupiec.p_value, 0.05);
  // The bounds hold 95 % of the binomial law, by its plain sum, and none closer does.
  const auto mass = [](size_t low, size_t high) {
    double sum = 0;
    for (size_t k = low; k <= high; ++k) {
      const auto x = static_cast<double>(k);
      sum += std::exp(std::lgamma(2001) - std::lgamma(x + 1) - std::lgamma(2001 - x) +
                      x * std::log(0.95) + (2000 - x) * std::log(0.05));
    }
    return sum;
  };
  const IntervalCoverage& at95 = right->intervals[2];
  EXPECT_GE(mass(at95.low, at95.high), 0.95);
  EXPECT_LE(mass(0, at95.low - 1), 0.025);
  EXPECT_GT(mass(0, at95.low), 0.025);
  EXPECT_LE(mass(at95.high + 1, 2000), 0.025);
  EXPECT_GT(mass(at95.high, 2000), 0.025);
  const auto wrong = Summarise(Of(2000, 1.3));
  for (const IntervalCoverage& c : wrong->intervals) EXPECT_FALSE(c.within_bounds()) << c.nominal;
  EXPECT_LT(wrong->pit_p_value, 1e-4);
  for (const VarBacktest& v : wrong->value_at_risk) EXPECT_LT(v.kupiec.p_value, 1e-4);
  EXPECT_FALSE(Summarise(Of(19, 1)).has_value());
}

TEST(Scores, KolmogorovPValuesAreUniform) {
  int small = 0;
  for (int run = 0; run < 1000; ++run) {
    base::RandomStream random(3, "test.ks", static_cast<uint64_t>(run));
    std::vector<ScoredForecast> scored(100);
    for (ScoredForecast& s : scored) s.pit = random.NextUniform(), s.outcome = s.pit;
    small += Summarise(scored)->pit_p_value < 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(small, 100, 38);  // four binomial errors
}

TEST(Scores, ComparisonIsATestOfMeans) {
  std::vector<ScoredForecast> reference = Of(400, 1), better = reference;
  base::RandomStream random(4, "test.dm");
  double sum = 0, squares = 0;
  for (ScoredForecast& s : better) {
    const double gain = 0.02 + 0.1 * random.NextNormal();
    s.crps -= gain, sum += gain, squares += gain * gain;
  }
  const auto comparison = CompareScores(better, reference);
  ASSERT_TRUE(comparison.has_value());
  const double mean = sum / 400, plain = mean / std::sqrt((squares / 400 - mean * mean) / 400);
  EXPECT_NEAR(comparison->t, plain, 0.25 * plain);  // of independent gains, lags add only noise
  EXPECT_GT(comparison->gain, 0);
  EXPECT_EQ(CompareScores(reference, reference)->t, 0);
  EXPECT_NEAR(CompareScores(reference, better)->t, -comparison->t, 1e-12);
  EXPECT_FALSE(CompareScores(Of(30, 1), Of(31, 1)).has_value());
}

TEST(Scores, NeweyWestCountsWhatFollowsItself) {
  // An MA(1) of gains with coefficient 1: the long-run variance is twice the variance.
  std::vector<ScoredForecast> reference(5000), better(5000);
  base::RandomStream random(5, "test.nw");
  double last = random.NextNormal(), sum = 0, squares = 0;
  for (ScoredForecast& s : better) {
    const double shock = random.NextNormal(), gain = 0.1 + shock + last;
    last = shock;
    s.crps = -gain, sum += gain, squares += gain * gain;
  }
  const double mean = sum / 5000, plain = mean / std::sqrt((squares / 5000 - mean * mean) / 5000);
  const double t = CompareScores(better, reference)->t;
  EXPECT_NEAR(plain / t, std::sqrt(2.0), 0.1);  // Bartlett's weight of lag 1 is 1 - 1/10
}

}  // namespace
}  // namespace keel::models
