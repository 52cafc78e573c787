// SPDX-License-Identifier: MIT
#include "server/lab/forecast_lab.h"

#include <fmt/format.h>

#include <numeric>

#include "server/lab/testing/lab_scene.h"

namespace keel::server {
namespace {

using testing::Always;
using testing::LabScene;
using testing::NormalReturns;
using testing::ReturnsOfThreeRegimes;

LabForecastQuery Query(int64_t level, int64_t horizon, int64_t paths) {
  LabForecastQuery query;
  query.pair = "BTC/USDT";
  query.level = level;
  query.horizon = horizon;
  query.paths = paths;
  return query;
}

LabForecastView Forecast(const LabSeries& series, const LabForecastQuery& query) {
  const auto view = LabForecastOf(series, query, Always);
  EXPECT_TRUE(view) << view.error().detail;
  return view.value_or(LabForecastView{});
}

double ValueOf(const LabOutcomeView& outcome, std::string_view name) {
  for (const LabParameterView& parameter : outcome.parameters) {
    if (parameter.name == name) return parameter.value;
  }
  ADD_FAILURE() << "no parameter " << name;
  return 0;
}

TEST(LabForecastTest, TheSameQuestionHasTheSameBytesAndAnotherSeedOthers) {
  const LabSeries series = LabScene(ReturnsOfThreeRegimes(600, 50));
  for (int64_t level = 1; level <= kMostLabLevel; ++level) {
    LabForecastQuery query = Query(level, 10, 400);
    query.seed = 7;
    const LabForecastView first = Forecast(series, query);
    ASSERT_TRUE(first.outcome) << level << first.why.value_or("");
    EXPECT_EQ(base::ToJson(first), base::ToJson(Forecast(series, query))) << level;
    query.seed = 8;
    EXPECT_NE(base::ToJson(first.outcome->fan), base::ToJson(Forecast(series, query).outcome->fan))
        << level;
  }
}

TEST(LabForecastTest, TheFanBeginsAtTheLastPriceAndItsLinesDoNotCross) {
  const LabSeries series = LabScene(NormalReturns(400, 0.01));
  const LabForecastView view = Forecast(series, Query(1, 12, 2'000));
  ASSERT_TRUE(view.outcome) << view.why.value_or("");
  const LabFanView& fan = view.outcome->fan;
  EXPECT_EQ(fan.paths, 2'000);
  ASSERT_EQ(fan.prices.size(), fan.levels.size());
  for (size_t level = 0; level < fan.levels.size(); ++level) {
    ASSERT_EQ(fan.prices[level].size(), 13u);
    EXPECT_EQ(fan.prices[level][0], series.prices.back());
    for (size_t step = 0; level > 0 && step <= 12; ++step) {
      EXPECT_LE(fan.prices[level - 1][step], fan.prices[level][step]);
    }
    // All paths are in the fan: it ends where the quantiles of the horizon are.
    EXPECT_NEAR(fan.prices[level][12] / view.outcome->quantiles[level].price, 1, 1e-3);
  }
  EXPECT_EQ(view.step_s, 3'600);
}

TEST(LabForecastTest, OfABrownianMotionItIsWhatTheFormulaSays) {
  const LabSeries series = LabScene(NormalReturns(2'000, 0.01));
  const LabForecastView view = Forecast(series, Query(1, 16, 20'000));
  ASSERT_TRUE(view.outcome) << view.why.value_or("");
  const LabOutcomeView& outcome = *view.outcome;
  const double deviation = ValueOf(outcome, "deviation");
  EXPECT_NEAR(deviation, 0.01, 0.001);
  // 1.645 deviations of four bars below the median, of a log return.
  const double median = std::log1p(outcome.quantiles[3].value);
  EXPECT_NEAR(std::log1p(outcome.quantiles[1].value), median - 1.645 * 4 * deviation, 0.002);
  EXPECT_GT(outcome.expected_return.error, 0);
  EXPECT_NEAR(outcome.expected_return.error, 4 * deviation / std::sqrt(20'000), 0.0001);
}

TEST(LabForecastTest, EveryPathIsInTheHistogram) {
  const LabSeries series = LabScene(NormalReturns(400, 0.01));
  const LabForecastView view = Forecast(series, Query(1, 5, 1'000));
  ASSERT_TRUE(view.outcome) << view.why.value_or("");
  const LabHistogramView& h = view.outcome->histogram;
  EXPECT_EQ(std::accumulate(h.bins.begin(), h.bins.end(), int64_t{0}) + h.below + h.above, 1'000);
  EXPECT_GT(h.width, 0);
  EXPECT_LT(h.from, 0);
  EXPECT_LE(h.below, 5);
  EXPECT_LE(h.above, 5);
}

TEST(LabForecastTest, ATargetIsTouchedAtLeastAsOftenAsItIsPassedAtTheEnd) {
  const LabSeries series = LabScene(NormalReturns(400, 0.01));
  LabForecastQuery query = Query(1, 20, 2'000);
  query.target = 1e-9;
  query.stop = -0.5;
  const LabForecastView view = Forecast(series, query);
  ASSERT_TRUE(view.outcome) << view.why.value_or("");
  ASSERT_EQ(view.outcome->touches.size(), 2u);
  const LabTouchView &target = view.outcome->touches[0], &stop = view.outcome->touches[1];
  EXPECT_EQ(target.name, "target");
  EXPECT_GT(target.probability.value, view.outcome->probability_up.value);
  EXPECT_EQ(stop.name, "stop");
  EXPECT_EQ(stop.move, -0.5);
  EXPECT_EQ(stop.probability.value, 0) << "ten deviations away";
  query.target = std::nullopt;
  EXPECT_EQ(Forecast(series, query).outcome->touches.at(0).name, "stop");
}

TEST(LabForecastTest, EachLevelHasItsOwnParametersAndThoseBelow) {
  const LabSeries series = LabScene(ReturnsOfThreeRegimes(600, 50));
  const auto levels = [&](int64_t level) {
    std::vector<int64_t> own;
    const LabForecastView view = Forecast(series, Query(level, 5, 200));
    if (!view.outcome) return own;
    for (const auto& parameter : view.outcome->parameters) {
      if (own.empty() || own.back() != parameter.level) own.push_back(parameter.level);
    }
    return own;
  };
  EXPECT_EQ(levels(1), (std::vector<int64_t>{1}));
  EXPECT_EQ(levels(2), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(levels(3), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(levels(4), (std::vector<int64_t>{1, 2, 3, 4}));
}

TEST(LabForecastTest, ASeriesThatIsTooShortOrDoesNotMoveHasASentence) {
  const LabForecastView few = Forecast(LabScene(NormalReturns(99, 0.01)), Query(1, 5, 200));
  EXPECT_FALSE(few.outcome);
  EXPECT_EQ(few.why, "BTC/USDT 1h of a test has 99 returns; 100 are needed");
  const LabForecastView flat = Forecast(LabScene(std::vector<double>(200, 0.0)), Query(1, 5, 200));
  EXPECT_FALSE(flat.outcome);
  EXPECT_EQ(flat.why, "all 200 returns are the same; a forecast needs a series that moves");
}

TEST(LabForecastTest, WhereNobodyWaitsNothingIsSimulated) {
  const auto answer =
      LabForecastOf(LabScene(NormalReturns(200, 0.01)), Query(1, 5, 200), [] { return false; });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 503);
}

TEST(LabForecastTest, AQuestionThatBurnsTheMachineIsRefusedWithItsField) {
  const auto field = [](auto change) {
    LabForecastQuery query = Query(3, 24, 10'000);
    change(query);
    const auto mistake = MistakeIn(query);
    return mistake ? fmt::format("{} {}", mistake->status, mistake->field) : "";
  };
  EXPECT_EQ(field([](auto&) {}), "");
  EXPECT_EQ(field([](auto& q) { q.level = 0; }), "400 level");
  EXPECT_EQ(field([](auto& q) { q.level = 5; }), "400 level");
  EXPECT_EQ(field([](auto& q) { q.horizon = 0; }), "400 horizon");
  EXPECT_EQ(field([](auto& q) { q.horizon = INT64_MIN; }), "400 horizon");
  EXPECT_EQ(field([](auto& q) { q.horizon = kMostLabHorizon + 1; }), "400 horizon");
  EXPECT_EQ(field([](auto& q) { q.paths = kMostLabPaths + 1; }), "400 paths");
  EXPECT_EQ(field([](auto& q) { q.paths = 99; }), "400 paths");
  EXPECT_EQ(field([](auto& q) { q.horizon = kMostLabHorizon; }), "400 paths")
      << "ten million steps";
  EXPECT_EQ(field([](auto& q) { q.seed = -1; }), "400 seed");
  EXPECT_EQ(field([](auto& q) { q.target = -0.01; }), "400 target");
  EXPECT_EQ(field([](auto& q) { q.stop = 0.01; }), "400 stop");
  EXPECT_EQ(field([](auto& q) { q.stop = -1; }), "400 stop");
  EXPECT_EQ(field([](auto& q) { q.paths = std::nullopt, q.horizon = kMostLabHorizon; }), "")
      << "by itself it takes fewer";
}

TEST(LabForecastTest, WithoutPathsALongHorizonTakesFewer) {
  LabForecastQuery query = Query(1, kMostLabHorizon, 0);
  query.paths = std::nullopt;
  const LabForecastView view = Forecast(LabScene(NormalReturns(200, 0.001)), query);
  EXPECT_EQ(view.paths, 5'000);
  EXPECT_TRUE(view.outcome) << view.why.value_or("");
}

}  // namespace
}  // namespace keel::server
