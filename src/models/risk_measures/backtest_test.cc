// SPDX-License-Identifier: MIT
#include "models/risk_measures/backtest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

constexpr double kChiSquared95 = 3.841458820694124;  // 1 degree

// Kupiec 1995, "Techniques for verifying the accuracy of risk measurement models": numbers of
// exceptions N that do not reject at 5 %, as in Jorion 2007, table 6-2. Its first cell says N < 7;
// no exception at all in 255 days at 1 % has a statistic of 5.13, which rejects.
TEST(Kupiec, NonRejectionRegions) {
  struct Row {
    size_t days;
    double probability;
    size_t below, above;  // below < N < above
  };
  const Row rows[] = {
      {255, 0.01, 0, 7},    {510, 0.01, 1, 11},    {1000, 0.01, 4, 17},   {255, 0.025, 2, 12},
      {510, 0.025, 6, 21},  {1000, 0.025, 15, 36}, {255, 0.05, 6, 21},    {510, 0.05, 16, 36},
      {1000, 0.05, 37, 65}, {255, 0.075, 11, 28},  {510, 0.075, 27, 51},  {1000, 0.075, 59, 92},
      {255, 0.10, 16, 36},  {510, 0.10, 38, 65},   {1000, 0.10, 81, 120},
  };
  for (const Row& row : rows) {
    for (size_t n = 0; n <= row.above + 5; ++n) {
      const bool accepted = KupiecTest(n, row.days, row.probability)->statistic < kChiSquared95;
      const bool inside = n > row.below && n < row.above;
      EXPECT_EQ(accepted, inside) << n << " of " << row.days << " at " << row.probability;
    }
  }
}

// Jorion 2007, "Value at Risk", chapter 6: 20 exceptions in 252 days at 95 %, six of them the day
// after another: LR 3.91 for coverage, 9.53 for independence, 13.44 for both.
TEST(Christoffersen, JorionExample) {
  const ExceptionCounts counts{.observations = 252,
                               .exceptions = 20,
                               .calm_calm = 218,
                               .calm_hit = 14,
                               .hit_calm = 14,
                               .hit_hit = 6};
  EXPECT_NEAR(KupiecTest(20, 252, 0.05)->statistic, 3.91, 5e-3);
  EXPECT_NEAR(ChristoffersenIndependence(counts)->statistic, 9.53, 5e-3);
  const LikelihoodRatio both = ChristoffersenCoverage(counts, 0.05).value();
  EXPECT_NEAR(both.statistic, 13.44, 1e-2);
  EXPECT_NEAR(both.p_value, std::exp(-both.statistic / 2), 1e-15);
}

TEST(Kupiec, PValueIsChiSquared) {
  // The statistic at exactly the promised share is 0; 3.8415 has a p-value of 5 %.
  EXPECT_EQ(KupiecTest(5, 100, 0.05)->statistic, 0);
  EXPECT_EQ(KupiecTest(5, 100, 0.05)->p_value, 1);
  EXPECT_NEAR(std::erfc(std::sqrt(kChiSquared95 / 2)), 0.05, 1e-12);
  const auto below = KupiecTest(6, 255, 0.01), above = KupiecTest(7, 255, 0.01);
  EXPECT_GT(below->p_value, 0.05);
  EXPECT_LT(above->p_value, 0.05);
  EXPECT_NEAR(KupiecTest(0, 255, 0.01)->statistic, -2 * 255 * std::log(0.99), 1e-12);
  EXPECT_NEAR(KupiecTest(9, 9, 0.5)->statistic, 2 * 9 * std::log(2.0), 1e-12);
}

TEST(CountExceptions, CountsDaysAndTransitions) {
  const std::vector<double> returns = {-3, -3, 1, -3, 0, 0, -1};
  const std::vector<double> risk = {2, 2, 2, 2, 2, 2, 1};  // the last is not passed
  const ExceptionCounts counts = CountExceptions(returns, risk).value();
  EXPECT_EQ(counts.observations, 7U);
  EXPECT_EQ(counts.exceptions, 3U);
  EXPECT_EQ(counts.hit_hit, 1U);
  EXPECT_EQ(counts.hit_calm, 2U);
  EXPECT_EQ(counts.calm_hit, 1U);
  EXPECT_EQ(counts.calm_calm, 2U);
  EXPECT_FALSE(CountExceptions(returns, std::vector<double>{1, 2}).has_value());
  EXPECT_FALSE(CountExceptions({}, {}).has_value());
}

TEST(Christoffersen, SizeAndPowerOnSimulatedExceptions) {
  // Independent exceptions are rejected about as often as promised, clustered ones mostly.
  int rejected_independent = 0, rejected_clustered = 0;
  for (uint64_t trial = 0; trial < 1000; ++trial) {
    base::RandomStream random(7, "christoffersen", trial);
    std::vector<double> independent, clustered;
    bool hit = false;
    for (int i = 0; i < 1000; ++i) {
      independent.push_back(random.NextUniform() < 0.05 ? -2 : 0);
      hit = random.NextUniform() < (hit ? 0.3 : 0.037);
      clustered.push_back(hit ? -2 : 0);
    }
    const std::vector<double> risk(1000, 1);
    const auto p = [&](const std::vector<double>& x) {
      return ChristoffersenIndependence(*CountExceptions(x, risk))->p_value;
    };
    rejected_independent += p(independent) < 0.05 ? 1 : 0;
    rejected_clustered += p(clustered) < 0.05 ? 1 : 0;
  }
  EXPECT_GT(rejected_independent, 20);
  EXPECT_LT(rejected_independent, 100);
  EXPECT_GT(rejected_clustered, 950);
}

// Acerbi and Szekely 2014, "Backtesting expected shortfall": for 250 days at 2.5 % the 5 % critical
// value of Z2 is about -0.70 over a wide range of tails (0.01 %: -1.8).
TEST(AcerbiSzekely, PublishedCriticalValue) {
  EXPECT_NEAR(AcerbiSzekelyCriticalValue({}).value(), -0.70, 0.02);
  EXPECT_NEAR(AcerbiSzekelyCriticalValue({.degrees_of_freedom = 10, .trials = 10'000}).value(),
              -0.72, 0.03);
  EXPECT_NEAR(AcerbiSzekelyCriticalValue({.degrees_of_freedom = 3, .trials = 10'000}).value(),
              -0.80, 0.05);
  EXPECT_NEAR(AcerbiSzekelyCriticalValue({.size = 1e-4, .trials = 100'000}).value(), -1.8, 0.15);
}

TEST(AcerbiSzekely, IsZeroInTheMeanAndNegativeWhereRiskIsUnderstated) {
  const size_t days = 250;
  // 97.5 % of a standard normal law: VaR 1.959964, ES 2.337803.
  const std::vector<double> var(days, 1.959963984540054);
  const std::vector<double> es(days, 2.337802792201414);
  double mean = 0, mean_understated = 0;
  for (uint64_t trial = 0; trial < 4000; ++trial) {
    base::RandomStream random(8, "z2", trial);
    std::vector<double> returns, wild;
    for (size_t i = 0; i < days; ++i) {
      returns.push_back(random.NextNormal());
      wild.push_back(1.5 * returns.back());
    }
    mean += *AcerbiSzekelyZ2(returns, var, es, 0.025) / 4000;
    mean_understated += *AcerbiSzekelyZ2(wild, var, es, 0.025) / 4000;
  }
  EXPECT_NEAR(mean, 0, 0.03);  // its standard deviation is 0.4
  EXPECT_LT(mean_understated, -2);
  EXPECT_FALSE(AcerbiSzekelyZ2(var, var, std::vector<double>(days, 0.0), 0.025).has_value());
}

// Basel Committee 1996, "Supervisory framework for the use of backtesting", table 2.
TEST(BaselTrafficLight, SupervisoryTable) {
  const double cumulative[] = {0.0811, 0.2858, 0.5432, 0.7581, 0.8922, 0.9588,
                               0.9863, 0.9960, 0.9989, 0.9997, 0.9999};
  const double plus[] = {0, 0, 0, 0, 0, 0.40, 0.50, 0.65, 0.75, 0.85, 1.00};
  for (size_t n = 0; n <= 10; ++n) {
    const TrafficLightResult result = BaselTrafficLight(n).value();
    EXPECT_NEAR(result.cumulative_probability, cumulative[n], 5.1e-5) << n;
    EXPECT_EQ(result.plus_factor, plus[n]) << n;
    EXPECT_EQ(result.zone, n <= 4   ? TrafficLight::kGreen
                           : n <= 9 ? TrafficLight::kYellow
                                    : TrafficLight::kRed)
        << n;
  }
}

TEST(Backtest, ImpossibleCountsAreErrors) {
  EXPECT_FALSE(KupiecTest(3, 2, 0.01).has_value());
  EXPECT_FALSE(KupiecTest(0, 0, 0.01).has_value());
  EXPECT_FALSE(KupiecTest(1, 2, 0).has_value());
  EXPECT_FALSE(BaselTrafficLight(251).has_value());
  EXPECT_FALSE(ChristoffersenIndependence({.observations = 1}).has_value());
  EXPECT_FALSE(AcerbiSzekelyCriticalValue({.degrees_of_freedom = 1}).has_value());
}

}  // namespace
}  // namespace keel::models
