// SPDX-License-Identifier: MIT
// Whether the judge of past forecasts judges: right ones pass, wrong ones do not.
#include <numeric>

#include "server/lab/forecast_lab.h"
#include "server/lab/testing/lab_scene.h"

namespace keel::server {
namespace {

using testing::Always;
using testing::LabScene;
using testing::NormalReturns;

LabCalibrationView Judged(const LabSeries& series, int64_t level, int64_t horizon) {
  LabCalibrationQuery query;
  query.pair = "BTC/USDT";
  query.level = level;
  query.horizon = horizon;
  const auto view = LabCalibrationOf(series, query, Always);
  EXPECT_TRUE(view) << view.error().detail;
  return view.value_or(LabCalibrationView{});
}

/// Of the outcomes, how many were inside of the interval that should hold four of five.
double HeldOf80(const LabLevelView& level) {
  return static_cast<double>(level.coverage.at(1).inside) / static_cast<double>(level.forecasts);
}

TEST(LabCalibrationTest, ForecastsOfTheRightModelHold) {
  const LabSeries series = LabScene(NormalReturns(2'000, 0.01));
  const LabCalibrationView view = Judged(series, 1, 5);
  ASSERT_EQ(view.levels.size(), 1u) << view.why.value_or("");
  const LabLevelView& level = view.levels[0];
  EXPECT_EQ(view.window, 1'000);
  EXPECT_EQ(level.forecasts, 200);
  EXPECT_EQ(std::accumulate(level.pit.begin(), level.pit.end(), int64_t{0}), 200);
  EXPECT_NEAR(HeldOf80(level), 0.8, 0.12) << "four standard deviations";
  EXPECT_EQ(level.gain, 0) << "over itself";
  EXPECT_NEAR(level.exceptions.at(0).expected, 10, 1e-9);
  EXPECT_EQ(view.from, series.times[1'000]);
  EXPECT_EQ(view.to, series.times[1'999]);
}

TEST(LabCalibrationTest, AVolatilityThatNobodyKnewIsSeen) {
  std::vector<double> returns = NormalReturns(2'000, 0.01);
  for (size_t t = 1'000; t < returns.size(); ++t) returns[t] *= 5;
  const LabCalibrationView view = Judged(LabScene(returns), 1, 5);
  ASSERT_EQ(view.levels.size(), 1u) << view.why.value_or("");
  EXPECT_LT(HeldOf80(view.levels[0]), 0.65);
  EXPECT_FALSE(view.levels[0].coverage.at(1).is_within);
  EXPECT_LT(view.levels[0].exceptions.at(0).kupiec, 0.01);
}

TEST(LabCalibrationTest, LevelOneStandsBesideAHigherOneAndTheBytesAreTheSame) {
  const LabSeries series = LabScene(testing::ReturnsOfThreeRegimes(600, 30));
  const LabCalibrationView view = Judged(series, 2, 5);
  ASSERT_EQ(view.levels.size(), 2u) << view.why.value_or("");
  EXPECT_EQ(view.levels[0].level, 1);
  EXPECT_EQ(view.levels[1].level, 2);
  EXPECT_GT(view.levels[1].fits, 0);
  EXPECT_EQ(base::ToJson(view), base::ToJson(Judged(series, 2, 5)));
}

TEST(LabCalibrationTest, TooFewReturnsHaveASentenceAndTheLeastAreJudged) {
  const LabCalibrationView few = Judged(LabScene(NormalReturns(349, 0.01)), 1, 5);
  EXPECT_TRUE(few.levels.empty());
  EXPECT_EQ(few.why, "BTC/USDT 1h of a test has 349 returns; 350 are needed");
  const LabCalibrationView least = Judged(LabScene(NormalReturns(350, 0.01)), 1, 5);
  ASSERT_EQ(least.levels.size(), 1u) << least.why.value_or("");
  EXPECT_EQ(least.levels[0].forecasts, 20);
}

TEST(LabCalibrationTest, WhereNobodyWaitsItStops) {
  LabCalibrationQuery query;
  query.level = 1;
  query.horizon = 5;
  const auto answer =
      LabCalibrationOf(LabScene(NormalReturns(400, 0.01)), query, [] { return false; });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 503);
}

TEST(LabCalibrationTest, WhatCannotBeAskedHasItsField) {
  const auto field = [](auto change) {
    LabCalibrationQuery query;
    change(query);
    const auto mistake = MistakeIn(query);
    return mistake ? mistake->field : "";
  };
  EXPECT_EQ(field([](auto&) {}), "");
  EXPECT_EQ(field([](auto& q) { q.level = 5; }), "level");
  EXPECT_EQ(field([](auto& q) { q.horizon = 0; }), "horizon");
  EXPECT_EQ(field([](auto& q) { q.horizon = 501; }), "horizon");
  EXPECT_EQ(field([](auto& q) { q.seed = -1; }), "seed");
}

}  // namespace
}  // namespace keel::server
