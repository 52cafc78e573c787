// SPDX-License-Identifier: MIT
#include "models/monte_carlo/rolling_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/monte_carlo/testing/slow_path.h"

namespace keel::models {
namespace {

// Three regimes with GARCH and fat tails.
std::vector<double> Series(size_t count) {
  PathModel model;
  model.regimes.transition = {0.98, 0.02, 0.0, 0.02, 0.96, 0.02, 0.0, 0.06, 0.94};
  model.regimes.today = {1, 0, 0};
  model.regimes.means = {0.0003, 0.0, -0.0006};
  model.regimes.deviations = {0.003, 0.006, 0.014};
  model.garch = {{.alpha = 0.05, .gamma = 0.04, .beta = 0.85}};
  model.degrees_of_freedom = 8;
  base::RandomStream random(7, "test.rolling");
  return testing::SlowPath(model, count, random);
}

RollingSettings Small(int level) {
  return {.estimate = {.level = level, .regimes = 2, .hmm_restarts = 2},
          .window = 800,
          .regime_refit = 300,
          .volatility_refit = 120,
          .least = 500};
}

RollingModel Rolling(const RollingSettings& settings) {
  auto made = RollingModel::Make(settings);
  EXPECT_TRUE(made.has_value()) << made.error().message;
  return *std::move(made);
}

void ExpectSame(const PathModel& a, const PathModel& b) {
  EXPECT_EQ(a.regimes.today, b.regimes.today);
  EXPECT_EQ(a.regimes.transition, b.regimes.transition);
  EXPECT_EQ(a.regimes.means, b.regimes.means);
  EXPECT_EQ(a.regimes.deviations, b.regimes.deviations);
  EXPECT_EQ(a.degrees_of_freedom, b.degrees_of_freedom);
  ASSERT_EQ(a.garch.size(), b.garch.size());
  for (size_t i = 0; i < a.garch.size(); ++i) {
    EXPECT_EQ(a.garch[i].alpha, b.garch[i].alpha);
    EXPECT_EQ(a.garch[i].gamma, b.garch[i].gamma);
    EXPECT_EQ(a.garch[i].beta, b.garch[i].beta);
    EXPECT_EQ(a.garch[i].next_variance, b.garch[i].next_variance);
  }
  ASSERT_EQ(a.jumps.size(), b.jumps.size());
  for (size_t i = 0; i < a.jumps.size(); ++i) {
    EXPECT_EQ(a.jumps[i].intensity, b.jumps[i].intensity);
    EXPECT_EQ(a.jumps[i].mean, b.jumps[i].mean);
    EXPECT_EQ(a.jumps[i].deviation, b.jumps[i].deviation);
  }
}

TEST(RollingModel, SaysAtEveryReturnWhatTheWholeWindowSays) {
  const std::vector<double> series = Series(1500);
  for (int level = 1; level <= 4; ++level) {
    RollingModel model = Rolling(Small(level));
    int64_t fits = 0;
    size_t begin = 0;
    for (size_t t = 0; t < series.size(); ++t) {
      model.Update(series[t]);
      EXPECT_EQ(model.ready(), t + 1 >= 500);
      if (!model.ready()) continue;
      if (model.fits() != fits) begin = t + 1 < 800 ? 0 : t + 1 - 800;
      if (model.fits() == fits && t % 50 != 0) continue;
      fits = model.fits();
      const std::span<const double> seen(&series[begin], t + 1 - begin);
      const auto whole =
          PathModelAt(model.fit(), {seen, 1}, {.level = level, .horizon = 24, .drift = 1e-4});
      ASSERT_TRUE(whole.has_value()) << whole.error().message;
      ExpectSame(model.ModelNow(24, 1e-4), *whole);
      EXPECT_EQ(std::vector<double>(model.regime_probabilities().begin(),
                                    model.regime_probabilities().end()),
                whole->regimes.today);
    }
    EXPECT_EQ(model.fits(), level == 1 ? 9 : level == 2 ? 4 : 10) << level;
    EXPECT_EQ(model.failed_fits(), 0) << model.last_failure();
  }
}

TEST(RollingModel, KnowsNothingOfTheFuture) {
  const std::vector<double> series = Series(1200);
  RollingModel whole = Rolling(Small(3)), cut = Rolling(Small(3));
  for (size_t t = 0; t < 900; ++t) whole.Update(series[t]), cut.Update(series[t]);
  const PathModel then = whole.ModelNow(24, std::nullopt);
  for (size_t t = 900; t < 1200; ++t) {
    whole.Update(series[t]);
    cut.Update(0.0);
    EXPECT_NE(whole.next_volatility(), cut.next_volatility());
  }
  RollingModel again = Rolling(Small(3));
  for (size_t t = 0; t < 900; ++t) again.Update(series[t]);
  ExpectSame(again.ModelNow(24, std::nullopt), then);
}

TEST(RollingModel, NextVolatilityIsThatOfTheModelsFirstStep) {
  const std::vector<double> series = Series(700);
  for (int level = 1; level <= 3; ++level) {
    RollingModel model = Rolling(Small(level));
    for (const double r : series) model.Update(r);
    const PathModel now = model.ModelNow(1, std::nullopt);
    const RegimeParameters& regimes = now.regimes;
    const size_t states = regimes.today.size();
    double mean = 0, squares = 0;
    for (size_t i = 0; i < states; ++i) {
      for (size_t j = 0; j < states; ++j) {
        const double p = regimes.today[i] * regimes.transition[i * states + j];
        mean += p * regimes.means[j];
        squares += p * (regimes.means[j] * regimes.means[j] +
                        regimes.deviations[j] * regimes.deviations[j]);
      }
    }
    const double expected = level == 3 ? now.garch[0].next_variance.value() : squares - mean * mean;
    EXPECT_NEAR(model.next_volatility(), std::sqrt(expected), 1e-14) << level;
  }
}

TEST(RollingModel, RefitsVolatilityMoreOftenThanRegimes) {
  const std::vector<double> series = Series(1500);
  RollingModel model = Rolling(Small(3));
  std::vector<size_t> regimes, volatilities;
  std::vector<double> transition;
  double beta = -1;
  for (size_t t = 0; t < series.size(); ++t) {
    model.Update(series[t]);
    if (!model.ready()) continue;
    if (model.fit().regimes.transition != transition) regimes.push_back(t + 1);
    if (model.fit().assets[0].garch.beta != beta) volatilities.push_back(t + 1);
    transition = model.fit().regimes.transition;
    beta = model.fit().assets[0].garch.beta;
  }
  EXPECT_EQ(regimes, (std::vector<size_t>{500, 800, 1100, 1400}));
  EXPECT_EQ(volatilities,
            (std::vector<size_t>{500, 620, 740, 800, 920, 1040, 1100, 1220, 1340, 1400}));
}

TEST(RollingModel, AFailedRefitKeepsTheParametersAndIsTold) {
  RollingModel model = Rolling(Small(2));
  for (const double r : Series(500)) model.Update(r);
  for (int i = 0; i < 800; ++i) model.Update(0.0);
  const int64_t fits = model.fits(), failed = model.failed_fits();
  const std::vector<double> means = model.fit().assets[0].regime_means;
  for (int i = 0; i < 420; ++i) model.Update(0.0);  // nothing moves in the whole window
  EXPECT_EQ(model.fits(), fits);
  EXPECT_GE(model.failed_fits(), failed + 3) << "tried again after 120 returns each";
  EXPECT_NE(model.last_failure().find("all 800 returns are the same"), std::string::npos);
  EXPECT_EQ(model.fit().assets[0].regime_means, means);
  EXPECT_TRUE(std::isfinite(model.next_volatility()));
}

TEST(RollingModel, WaitsForAFirstFit) {
  RollingModel model = Rolling(Small(3));
  for (int i = 0; i < 700; ++i) model.Update(0.0);
  EXPECT_FALSE(model.ready());
  EXPECT_EQ(model.failed_fits(), 2);
  EXPECT_NE(model.last_failure().find("all 620 returns are the same"), std::string::npos)
      << model.last_failure();
  for (const double r : Series(200)) model.Update(r);
  EXPECT_TRUE(model.ready());
}

TEST(RollingModel, RefusesWhatCannotBe) {
  const auto message = [](const RollingSettings& settings) {
    const auto made = RollingModel::Make(settings);
    return made ? std::string() : made.error().message;
  };
  EXPECT_EQ(message({}), "");
  EXPECT_NE(message({.window = 1000}).find("the window must hold"), std::string::npos);
  EXPECT_NE(message({.regime_refit = 0}).find("every 0 returns"), std::string::npos);
  EXPECT_NE(message({.least = 99}).find("99 returns; level 3 needs at least 100"),
            std::string::npos);
  EXPECT_NE(message({.estimate = {.level = 5}}).find("level 5"), std::string::npos);
}

}  // namespace
}  // namespace keel::models
