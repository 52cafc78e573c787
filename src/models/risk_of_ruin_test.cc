// SPDX-License-Identifier: MIT
#include "models/risk_of_ruin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

/// Log returns that together are a normal law (mid-quantiles), as simple returns.
std::vector<double> NormalReturns(double mean, double deviation) {
  const boost::math::normal law(mean, deviation);
  std::vector<double> returns;
  const int n = 20'000;
  for (int i = 0; i < n; ++i) {
    returns.push_back(std::expm1(boost::math::quantile(law, (i + 0.5) / n)));
  }
  return returns;
}

RuinResult Simulate(const std::vector<double>& returns, double capital,
                    const RuinSettings& settings) {
  const std::vector<double> capitals = {capital};
  return RiskOfRuin(returns, capitals, settings).value().front();
}

// Gambler's ruin [Feller 1968, XIV.2]: a walk up with probability p, down with q < p, ever falls k
// steps below its start with probability (q / p)^k.
TEST(RiskOfRuin, GamblersRuin) {
  std::vector<double> returns;
  for (int i = 0; i < 100; ++i) returns.push_back(std::expm1(i < 55 ? 0.01 : -0.01));
  for (const int k : {3, 5, 10}) {
    const RuinResult result = Simulate(returns, 1000,
                                       {.horizon = 1000,
                                        .paths = 4000,
                                        .mean_block = 1,
                                        .ruin_share = std::exp(-0.01 * (k - 0.5)),
                                        .seed = 17});
    const double ruin = std::pow(0.45 / 0.55, k);
    EXPECT_NEAR(1 - result.survival, ruin, 3.5 * result.survival_error + 1e-3) << k;
  }
}

// Brownian motion with drift touches -b before T with probability
// N((-b - mu T) / (s sqrt T)) + exp(-2 mu b / s^2) N((-b + mu T) / (s sqrt T)); watched once a
// period, the barrier lies 0.5826 s farther away [Broadie, Glasserman, Kou 1997].
TEST(RiskOfRuin, BrownianBarrier) {
  const double s = 0.02;
  const size_t horizon = 365;
  const auto cdf = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  for (const double mu : {-0.0003, 0.0, 0.0008}) {
    const auto returns = NormalReturns(mu, s);
    for (const double share : {0.5, 0.7}) {
      const double b = -std::log(share) + 0.5826 * s;
      const double time = static_cast<double>(horizon);
      const double spread = s * std::sqrt(time);
      const double touched = cdf((-b - mu * time) / spread) +
                             std::exp(-2 * mu * b / (s * s)) * cdf((-b + mu * time) / spread);
      const RuinResult result = Simulate(
          returns, 1,
          {.horizon = horizon, .paths = 3'000, .mean_block = 1, .ruin_share = share, .seed = 18});
      EXPECT_NEAR(1 - result.survival, touched, 3.5 * result.survival_error + 2e-3) << mu;
    }
  }
}

// The fall of a driftless Brownian motion from its maximum is a reflected one [Levy]; it passes h
// before T with probability 1 - 4/pi sum (-1)^k / (2k+1) exp(-(2k+1)^2 pi^2 s^2 T / (8 h^2)).
TEST(RiskOfRuin, DrawdownPercentilesOfBrownianMotion) {
  const double s = 0.01;
  const size_t horizon = 1000;
  const RuinResult result = Simulate(
      NormalReturns(0, s), 1, {.horizon = horizon, .paths = 5'000, .mean_block = 1, .seed = 19});
  EXPECT_EQ(result.survival, 1);
  for (const DrawdownPercentile& row : result.drawdowns) {
    const double h = -std::log1p(-row.depth) + 0.5826 * s;  // watched once a period, as above
    double inside = 0;
    for (int k = 0; k < 50; ++k) {
      const double odd = 2 * k + 1;
      inside +=
          4 / M_PI * (k % 2 == 0 ? 1 : -1) / odd *
          std::exp(-odd * odd * M_PI * M_PI * s * s * static_cast<double>(horizon) / (8 * h * h));
    }
    const double error = std::sqrt(row.percentile * (1 - row.percentile) / 5'000);
    EXPECT_NEAR(inside, row.percentile, 3.5 * error + 4e-3);
  }
}

TEST(RiskOfRuin, TimeUnderWaterByHand) {
  // A block that never ends goes around: 0.5, 0.6, then a new peak, whatever the start.
  const std::vector<double> cycle = {-0.5, 0.2, 1.0};
  const RuinSettings endless{.horizon = 60, .paths = 200, .mean_block = 1e12, .seed = 20};
  for (const DrawdownPercentile& row : Simulate(cycle, 1, endless).drawdowns) {
    EXPECT_NEAR(row.depth, 0.5, 1e-12);
    ASSERT_TRUE(row.recovery_periods.has_value());
    EXPECT_EQ(*row.recovery_periods, 3);
  }
  const std::vector<double> falling = {-0.01, -0.02};
  for (const DrawdownPercentile& row : Simulate(falling, 1, endless).drawdowns) {
    EXPECT_FALSE(row.recovery_periods.has_value());
  }
  const std::vector<double> rising = {0.01, 0.02};
  for (const DrawdownPercentile& row : Simulate(rising, 1, endless).drawdowns) {
    EXPECT_EQ(row.depth, 0);
    EXPECT_EQ(*row.recovery_periods, 0);
  }
}

TEST(RiskOfRuin, RecoveryIsAwaitedBeyondTheHorizon) {
  // Falls to a half somewhere in ten periods and is back at its peak ten periods later, whatever
  // the start; a horizon of five often ends in the fall.
  std::vector<double> cycle(10, 0.0);
  cycle[0] = -0.5;
  cycle[9] = 1.0;
  RuinSettings s{.horizon = 12, .paths = 500, .mean_block = 1e12, .seed = 25};
  const DrawdownPercentile cut = Simulate(cycle, 1, s).drawdowns[4];
  EXPECT_FALSE(cut.recovery_periods.has_value());
  s.recovery_wait = 20;
  const RuinResult waited = Simulate(cycle, 1, s);
  ASSERT_TRUE(waited.drawdowns[4].recovery_periods.has_value());
  EXPECT_EQ(*waited.drawdowns[4].recovery_periods, 10);
  EXPECT_EQ(waited.drawdowns[4].depth, cut.depth);
  s.ruin_share = 0.6;  // a ruined account does not come back
  EXPECT_FALSE(Simulate(cycle, 1, s).drawdowns[4].recovery_periods.has_value());
}

TEST(RiskOfRuin, FixedCostsEatTheSmallAccountFirst) {
  const std::vector<double> nothing = {0.0, 0.0};
  const RuinSettings costs{.horizon = 100, .paths = 10, .fixed_cost = 1, .minimum_capital = 50};
  EXPECT_EQ(Simulate(nothing, 150, costs).survival, 0);  // 50 at the end of period 100
  EXPECT_EQ(Simulate(nothing, 150.5, costs).survival, 1);
  EXPECT_EQ(Simulate(nothing, 150.5, costs).median_final, 50.5);
  const auto returns = NormalReturns(0.0005, 0.02);
  const std::vector<double> capitals = {10e3, 25e3, 50e3, 100e3, 250e3};
  const auto results =
      RiskOfRuin(returns, capitals,
                 {.paths = 2000, .mean_block = 1, .fixed_cost = 20, .minimum_capital = 5000})
          .value();
  ASSERT_EQ(results.size(), 5U);
  for (size_t i = 1; i < results.size(); ++i) {
    EXPECT_GE(results[i].survival, results[i - 1].survival);
    EXPECT_GT(results[i].median_final / capitals[i], results[i - 1].median_final / capitals[i - 1]);
  }
  EXPECT_LT(results[0].survival, 0.6);
  EXPECT_GT(results[4].survival, 0.99);
}

TEST(RiskOfRuin, BlocksKeepWhatFollowsWhat) {
  // Gains and losses come in runs of ten: drawn one by one the falls are shallower than in blocks.
  base::RandomStream random(21, "runs");
  std::vector<double> returns;
  for (int run = 0; run < 100; ++run) {
    returns.insert(returns.end(), 10, random.NextUniform() < 0.5 ? 0.01 : -0.01);
  }
  const RuinSettings single{.horizon = 400, .paths = 2000, .mean_block = 1, .seed = 21};
  RuinSettings blocks = single;
  blocks.mean_block = 50;
  EXPECT_GT(Simulate(returns, 1, blocks).drawdowns[0].depth,
            1.3 * Simulate(returns, 1, single).drawdowns[0].depth);
}

TEST(RiskOfRuin, TheSeedDecidesAndOtherCapitalsDoNot) {
  const auto returns = NormalReturns(0, 0.02);
  const std::vector<double> two = {1000, 5000};
  const RuinSettings settings{.paths = 300, .fixed_cost = 1, .ruin_share = 0.7, .seed = 22};
  const auto both = RiskOfRuin(returns, two, settings).value();
  const RuinResult alone = Simulate(returns, 5000, settings);
  EXPECT_EQ(both[1].survival, alone.survival);
  EXPECT_EQ(both[1].median_final, alone.median_final);
  RuinSettings other = settings;
  other.seed = 23;
  EXPECT_NE(Simulate(returns, 5000, other).median_final, alone.median_final);
}

TEST(RiskOfRuin, ItsRuinTimesTellWhatShorterHorizonsAre) {
  const auto returns = NormalReturns(-0.002, 0.03);
  const RuinSettings year{.horizon = 200, .paths = 2000, .ruin_share = 0.7, .seed = 25};
  const RuinResult whole = Simulate(returns, 1000, year);
  EXPECT_TRUE(std::is_sorted(whole.ruin_times.begin(), whole.ruin_times.end()));
  for (const size_t horizon : {1, 17, 90, 200}) {
    RuinSettings shorter = year;
    shorter.horizon = horizon;
    const auto by_then = std::count_if(whole.ruin_times.begin(), whole.ruin_times.end(),
                                       [&](double t) { return t <= static_cast<double>(horizon); });
    const double survival = Simulate(returns, 1000, shorter).survival;
    EXPECT_DOUBLE_EQ(1 - static_cast<double>(by_then) / 2000, survival) << horizon;
  }
}

TEST(RiskOfRuin, AnyNumberOfThreadsGivesTheSameBytes) {
  const auto returns = NormalReturns(0.0002, 0.03);
  const std::vector<double> capitals = {1000, 5000};
  RuinSettings settings{.paths = 1500, .fixed_cost = 2, .ruin_share = 0.6, .seed = 24};
  const auto alone = RiskOfRuin(returns, capitals, settings).value();
  for (const int jobs : {2, 3, 7}) {
    settings.jobs = jobs;
    size_t told = 0;
    settings.progress = [&](size_t done) { return (told = done) > 0; };
    const auto several = RiskOfRuin(returns, capitals, settings).value();
    EXPECT_EQ(told, 1500U);
    for (size_t i = 0; i < capitals.size(); ++i) {
      EXPECT_EQ(several[i].depths, alone[i].depths) << jobs;
      EXPECT_EQ(several[i].survival, alone[i].survival);
      EXPECT_EQ(several[i].median_final, alone[i].median_final);
    }
  }
  settings.progress = [](size_t) { return false; };
  EXPECT_EQ(RiskOfRuin(returns, capitals, settings).error().code, base::ErrorCode::kInterrupted);
}

TEST(RiskOfRuin, BadInputIsNamed) {
  const std::vector<double> good = {0.01, -0.01};
  const std::vector<double> capital = {1000};
  const auto message = [&](const std::vector<double>& returns, const std::vector<double>& capitals,
                           const RuinSettings& s) {
    const auto result = RiskOfRuin(returns, capitals, s);
    return result ? std::string("a result") : result.error().message;
  };
  EXPECT_EQ(message({0.1}, capital, {}), "risk of ruin: 1 returns; at least 2 are needed");
  EXPECT_NE(message({0.1, -1.5}, capital, {}).find("return 1 is -1.5"), std::string::npos);
  EXPECT_NE(message(good, {}, {}).find("no starting capital"), std::string::npos);
  EXPECT_NE(message(good, {100}, {.minimum_capital = 100}).find("not above"), std::string::npos);
  EXPECT_NE(message(good, capital, {.paths = 0}).find("0 paths"), std::string::npos);
  EXPECT_NE(message(good, capital, {.mean_block = 0.5}).find("mean block"), std::string::npos);
  EXPECT_NE(message(good, capital, {.fixed_cost = -1}).find("fixed cost"), std::string::npos);
  EXPECT_NE(message({900, 900}, capital, {}).find("percents"), std::string::npos);
}

}  // namespace
}  // namespace keel::models
