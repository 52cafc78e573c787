// SPDX-License-Identifier: MIT
#include "models/monte_carlo/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/monte_carlo/simulate.h"
#include "models/monte_carlo/testing/slow_path.h"

namespace keel::models {
namespace {

PathModel Market(size_t assets) {
  PathModel model;
  model.assets = assets;
  model.regimes.transition = {1};
  model.regimes.today = {1};
  model.degrees_of_freedom = 8;
  for (size_t a = 0; a < assets; ++a) {
    model.regimes.means.push_back(0.0005);
    model.regimes.deviations.push_back(0.01 * static_cast<double>(a + 1));
    model.garch.push_back({.alpha = 0.06, .gamma = 0.05, .beta = 0.85});
    for (size_t b = 0; b < assets; ++b) model.correlation.push_back(a == b ? 1 : 0.6);
  }
  return model;
}

std::vector<double> Series(size_t assets, size_t count) {
  base::RandomStream random(51, "test.estimate", assets);
  return testing::SlowPath(Market(assets), count, random);
}

EstimateSettings Level(int level) { return {.level = level, .regimes = 2, .hmm_restarts = 2}; }

TEST(Estimate, TheDriftIsDrawnTowardZeroByItsNoise) {
  std::vector<double> returns;
  for (int i = 0; i < 100; ++i) returns.push_back(i % 2 == 0 ? 0.03 : -0.01);
  const auto fit = FitPaths({returns, 1}, Level(1));
  ASSERT_TRUE(fit.has_value());
  const DriftEstimate& drift = fit->assets[0].drift;
  const double deviation = 0.02 * std::sqrt(100 / 99.0);
  EXPECT_NEAR(drift.sample_mean, 0.01, 1e-15);
  EXPECT_NEAR(drift.deviation, deviation, 1e-15);
  EXPECT_NEAR(drift.standard_error, deviation / 10, 1e-15);
  EXPECT_NEAR(drift.shrunk_mean, 0.01 * (1 - deviation * deviation), 0.01 * 0.0401);
  EXPECT_NEAR(drift.shrunk_mean, 0.01 * (1 - std::pow(deviation / 10 / 0.01, 2)), 1e-15);
  for (double& r : returns) r -= 0.0095;  // mean 0.0005, a quarter of its error
  EXPECT_EQ(FitPaths({returns, 1}, Level(1))->assets[0].drift.shrunk_mean, 0);
  const auto model = PathModelAt(*fit, {returns, 1}, {.level = 1, .drift = 0.002});
  EXPECT_EQ(model->regimes.means[0], 0.002);
}

TEST(Estimate, EveryLevelIsAModelThatSimulates) {
  const std::vector<double> series = Series(1, 3000);
  const auto fit = FitPaths({series, 1}, Level(4));
  ASSERT_TRUE(fit.has_value()) << fit.error().message;
  EXPECT_NEAR(fit->assets[0].garch.beta, 0.85, 0.1);
  EXPECT_NEAR(1 / fit->joint_degrees_of_freedom, 1 / 8.0, 0.05);
  std::vector<double> spread;
  for (int level = 1; level <= 4; ++level) {
    const ForecastQuestion question{.level = level, .horizon = 50};
    const auto model = PathModelAt(*fit, {series, 1}, question);
    ASSERT_TRUE(model.has_value()) << model.error().message;
    EXPECT_EQ(model->regimes.today.size(), level == 1 ? 1U : 2U);
    EXPECT_EQ(model->garch.empty(), level < 3);
    EXPECT_EQ(model->jumps.empty(), level < 4);
    const auto forecast = Simulate(*model, {.paths = 20'000, .horizon = 50, .jobs = 2});
    ASSERT_TRUE(forecast.has_value()) << forecast.error().message;
    spread.push_back(forecast->return_deviation);
    const auto sentences = DescribeModel(*fit, *model, question, {"x"});
    EXPECT_EQ(sentences.size(), std::vector<size_t>({1, 2, 3, 5})[static_cast<size_t>(level) - 1]);
    // A fit of that level alone says the same.
    const auto alone = FitPaths({series, 1}, Level(level));
    EXPECT_EQ(PathModelAt(*alone, {series, 1}, question)->regimes.means, model->regimes.means);
  }
  for (const double s : spread) EXPECT_NEAR(s, 0.01 * std::sqrt(50.0), 0.02) << s;
}

TEST(Estimate, JumpsKeepTheMeanAndTheVarianceOfTheLevelBelow) {
  PathFit fit{.settings = {.level = 4}};
  fit.regimes = {.states = 1,
                 .dimensions = 1,
                 .initial = {1},
                 .transition = {1},
                 .means = {0},
                 .covariances = {4e-4}};
  AssetFit asset{.regime_means = {0}, .regime_deviations = {0.02}};
  asset.garch = {.alpha = 0.05, .beta = 0.94, .nu = 8};
  asset.law = {.degrees_of_freedom = 8,
               .variance = 1 - 0.02 * (1 + 16),
               .intensity = 0.02,
               .jump_mean = -1,
               .jump_deviation = 4};
  fit.assets = {asset};
  fit.joint_degrees_of_freedom = 8;
  const std::vector<double> calm(300, 0.004);
  const auto below = PathModelAt(fit, {calm, 1}, {.level = 3, .horizon = 10});
  const auto above = PathModelAt(fit, {calm, 1}, {.level = 4, .horizon = 10});
  ASSERT_TRUE(below && above);
  const JumpParameters& jumps = above->jumps[0];
  const double growth = std::expm1(jumps.mean + jumps.deviation * jumps.deviation / 2);
  EXPECT_GT(growth - jumps.mean, 1e-5);
  EXPECT_NEAR(above->regimes.means[0] - jumps.intensity * (growth - jumps.mean),
              below->regimes.means[0], 1e-12);
  const auto at = [&](int level) {
    const auto model = PathModelAt(fit, {calm, 1}, {.level = level, .horizon = 10});
    EXPECT_TRUE(model.has_value()) << model.error().message;
    return Simulate(*model, {.paths = 400'000, .horizon = 10, .jobs = 2}).value();
  };
  const Forecast third = at(3), fourth = at(4);
  EXPECT_NEAR(fourth.return_deviation, third.return_deviation, 0.01 * third.return_deviation);
  EXPECT_NEAR(
      fourth.expected_return.value, third.expected_return.value,
      4 * std::hypot(third.expected_return.standard_error, fourth.expected_return.standard_error));
}

TEST(Estimate, SeveralAssetsKeepTheirCorrelation) {
  const std::vector<double> series = Series(3, 1500);
  for (const auto method : {CorrelationMethod::kDcc, CorrelationMethod::kEwma}) {
    EstimateSettings settings = Level(4);
    settings.correlation = method;
    const auto fit = FitPaths({series, 3}, settings);
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_GT(fit->shrinkage, 0);
    EXPECT_LT(fit->shrinkage, 0.05);
    EXPECT_NEAR(1 / fit->joint_degrees_of_freedom, 1 / 8.0, 0.03);
    const auto model = PathModelAt(*fit, {series, 3}, {.level = 4, .weights = {0.2, 0.3, 0.5}});
    ASSERT_TRUE(model.has_value()) << model.error().message;
    ASSERT_TRUE(CheckPathModel(*model).has_value());
    const double room = method == CorrelationMethod::kDcc ? 0.15 : 0.4;
    for (const size_t cell : {1U, 2U, 5U}) EXPECT_NEAR(model->correlation[cell], 0.6, room);
    EXPECT_EQ(model->correlation[1], model->correlation[3]);
    for (size_t a = 0; a < 3; ++a) {
      const double expected = 0.01 * static_cast<double>(a + 1);
      const double now = model->regimes.today[0] * model->regimes.deviations[a] +
                         model->regimes.today[1] * model->regimes.deviations[3 + a];
      EXPECT_NEAR(now, expected, 0.4 * expected);
    }
    EXPECT_EQ(DescribeModel(*fit, *model, {.level = 4}, {"a", "b", "c"}).size(), 6U);
  }
}

TEST(Estimate, AnOldFitKnowsTheStateOfToday) {
  std::vector<double> series = Series(1, 2000);
  const auto fit = FitPaths({series, 1}, Level(4));
  const auto before = PathModelAt(*fit, {series, 1}, {.level = 4});
  series.push_back(-0.08);
  const auto after = PathModelAt(*fit, {series, 1}, {.level = 4});
  EXPECT_GT(*after->garch[0].next_variance, 2 * *before->garch[0].next_variance);
  EXPECT_EQ(after->garch[0].alpha, before->garch[0].alpha);
  EXPECT_NE(after->regimes.today, before->regimes.today);
}

TEST(Estimate, FilteredHistoryIsAnOptionOfLevelThree) {
  const std::vector<double> series = Series(1, 1000);
  const auto fit = FitPaths({series, 1}, Level(4));
  const auto model = PathModelAt(*fit, {series, 1}, {.level = 3, .filtered_historical = true});
  ASSERT_TRUE(model.has_value());
  EXPECT_EQ(model->residuals.size(), 1000U);
  EXPECT_FALSE(model->degrees_of_freedom.has_value());
  EXPECT_TRUE(CheckPathModel(*model).has_value());
  EXPECT_FALSE(
      PathModelAt(*fit, {series, 1}, {.level = 4, .filtered_historical = true}).has_value());
}

TEST(Estimate, RefusesWhatCannotBeFitted) {
  const auto expect_refused = [](const std::vector<double>& values, size_t assets, int level,
                                 const std::string& why) {
    const auto fit = FitPaths({values, assets}, Level(level));
    ASSERT_FALSE(fit.has_value()) << why;
    EXPECT_EQ(fit.error().code, base::ErrorCode::kUsage);
    EXPECT_NE(fit.error().message.find(why), std::string::npos) << fit.error().message;
  };
  std::vector<double> series = Series(1, 200);
  expect_refused(series, 1, 0, "level 0");
  expect_refused(series, 1, 5, "level 5");
  expect_refused(series, 2, 3, "2 of them need level 4");
  expect_refused(std::vector(series.begin(), series.begin() + 29), 1, 1, "29 returns");
  expect_refused(std::vector<double>(100, 0.01), 1, 1, "all 100 returns are the same");
  expect_refused(std::vector(series.begin(), series.begin() + 99), 1, 2, "99 returns; level 2");
  series[7] = INFINITY;
  expect_refused(series, 1, 2, "return 8 is not finite");
  std::vector<double> pair = Series(2, 300);
  for (size_t t = 0; t < 300; ++t) pair[2 * t + 1] = 0.5;
  expect_refused(pair, 2, 4, "asset 2: all 300 returns are the same");
  for (size_t t = 0; t < 300; ++t) pair[2 * t + 1] = pair[2 * t];
  expect_refused(pair, 2, 4, "one of the 2 series follows from the others");
}

}  // namespace
}  // namespace keel::models
