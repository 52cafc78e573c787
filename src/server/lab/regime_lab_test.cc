// SPDX-License-Identifier: MIT
#include "server/lab/regime_lab.h"

#include "server/lab/testing/lab_scene.h"

namespace keel::server {
namespace {

using testing::LabScene;
using testing::ReturnsOfThreeRegimes;
using testing::ReturnsOfTwoRegimes;

base::UnixNanos At(int64_t hours) { return base::UnixNanos{} + base::Hours(hours); }

/// 800 returns, the last 100 of them wild; the last bar closes at hour 801.
LabSeries Scene(size_t count = 800) { return LabScene(ReturnsOfTwoRegimes(count, 100)); }

TEST(RegimesTest, FindsTheTwoThatWereDrawn) {
  RegimeFits fits;
  const RegimesView view = RegimesOf(Scene(), 2, fits, std::nullopt);
  ASSERT_EQ(view.states.size(), 2u) << view.why.value_or("");
  EXPECT_NEAR(view.states[0].deviation, 0.005, 0.001);
  EXPECT_NEAR(view.states[1].deviation, 0.03, 0.005);
  EXPECT_NEAR(view.states[0].annual_deviation, view.states[0].deviation * std::sqrt(8'760.0), 1e-9);
  EXPECT_GT(view.states[1].now, 0.9);
  EXPECT_NEAR(view.states[0].share + view.states[1].share, 1, 1e-9);
  ASSERT_TRUE(view.states[0].duration);
  EXPECT_GT(*view.states[0].duration, 20) << "stretches of a hundred";
  ASSERT_EQ(view.transition.size(), 2u);
  for (const auto& row : view.transition) EXPECT_NEAR(row.at(0) + row.at(1), 1, 1e-9);
  EXPECT_FALSE(view.profit);
}

TEST(RegimesTest, TheHistoryHasTheProbabilitiesOfEachBar) {
  RegimeFits fits;
  const LabSeries series = Scene();
  const RegimesView view = RegimesOf(series, 2, fits, std::nullopt);
  ASSERT_TRUE(view.fitted_to) << view.why.value_or("");
  ASSERT_EQ(view.history.times.size(), 800u);
  EXPECT_EQ(view.history.times, series.times);
  EXPECT_EQ(view.history.prices, series.prices);
  ASSERT_EQ(view.history.probabilities.size(), 2u);
  for (size_t t = 0; t < 800; ++t) {
    EXPECT_NEAR(view.history.probabilities[0][t] + view.history.probabilities[1][t], 1, 1e-9);
  }
  EXPECT_EQ(view.fitted_from, series.times.front());
  EXPECT_EQ(view.fitted_to, At(768)) << "a whole number of 64 hours";
  EXPECT_EQ(view.fitted_returns, 767);
}

TEST(RegimesTest, TheFutureChangesNoProbabilityOfThePast) {
  RegimeFits fits;
  const RegimesView now = RegimesOf(Scene(800), 2, fits, std::nullopt);
  const RegimesView before = RegimesOf(Scene(780), 2, fits, std::nullopt);
  ASSERT_EQ(before.history.times.size(), 780u) << before.why.value_or("");
  for (size_t k = 0; k < 2; ++k) {
    for (size_t t = 0; t < 780; ++t) {
      ASSERT_EQ(now.history.probabilities[k][t], before.history.probabilities[k][t]) << t;
    }
  }
  EXPECT_EQ(fits.made(), 1) << "and the fit is the same one";
}

TEST(RegimesTest, ANewFitIsMadeAtItsBoundary) {
  RegimeFits fits;
  RegimesOf(Scene(800), 2, fits, std::nullopt);
  EXPECT_EQ(fits.made(), 1);
  RegimesOf(Scene(831), 2, fits, std::nullopt);  // its last bar closes at hour 832, 13 times 64
  EXPECT_EQ(fits.made(), 2);
}

TEST(RegimesTest, TooFewReturnsHaveASentence) {
  RegimeFits fits;
  const RegimesView view = RegimesOf(Scene(99), 2, fits, std::nullopt);
  EXPECT_TRUE(view.states.empty());
  EXPECT_EQ(view.why, "BTC/USDT 1h of a test has 99 returns; 100 are needed");
  const RegimeNowView now = RegimeNowOf(Scene(99), fits);
  EXPECT_FALSE(now.regime);
  EXPECT_EQ(now.why, view.why);
}

TEST(RegimesTest, BeforeTheFirstBoundaryWithEnoughAllReturnsAreFitted) {
  const LabSeries series = Scene(110);
  const FitRange range = RegimeFitRange(series);
  EXPECT_EQ(range.first, 0u);
  EXPECT_EQ(range.count, 110u);
}

TEST(RegimesTest, NowIsTheLikeliestOfTheLastBar) {
  RegimeFits fits;
  const LabSeries series = LabScene(ReturnsOfThreeRegimes(800, 50));
  const RegimesView view = RegimesOf(series, kRegimeStates, fits, std::nullopt);
  const RegimeNowView now = RegimeNowOf(series, fits);
  ASSERT_TRUE(now.regime) << now.why.value_or("");
  EXPECT_EQ(now.probability, view.states.at(static_cast<size_t>(*now.regime)).now);
  for (const RegimeStateView& state : view.states) EXPECT_LE(state.now, *now.probability);
  EXPECT_EQ(fits.made(), 1);
  RegimesOf(series, 2, fits, std::nullopt);
  EXPECT_EQ(fits.made(), 2) << "of other states";
}

TEST(RegimesTest, OnlyAFewStatesCanBeAskedFor) {
  const auto field = [](int64_t states) {
    RegimesQuery query;
    query.states = states;
    const auto mistake = MistakeIn(query);
    return mistake ? mistake->field : "";
  };
  EXPECT_EQ(field(2), "");
  EXPECT_EQ(field(4), "");
  EXPECT_EQ(field(1), "states");
  EXPECT_EQ(field(5), "states");
}

TEST(ProfitByRegimeTest, EachStepCountsForTheRegimeThatWasKnownBeforeIt) {
  const FilteredRegimes regimes{
      .times = {At(1), At(2), At(3)}, .probabilities = {0.9, 0.1, 0.2, 0.8, 0.6, 0.4}, .states = 2};
  RegimeAccount account{
      .currency = "USDT",
      .points =
          {{At(0), 100}, {At(1), 200}, {At(2), 210}, {At(3), 189}, {At(4), 200}, {At(5), 300}},
      .deposits = {At(5)}};
  const RegimeProfitView view = ProfitByRegime(regimes, account);
  ASSERT_EQ(view.rows.size(), 2u);
  EXPECT_EQ(view.rows[0].bars, 2) << "from 1 and from 3";
  EXPECT_NEAR(view.rows[0].profit, 10 + 11, 1e-12);
  EXPECT_NEAR(*view.rows[0].mean_return, (10.0 / 200 + 11.0 / 189) / 2, 1e-12);
  EXPECT_EQ(view.rows[1].bars, 1) << "from 2";
  EXPECT_NEAR(view.rows[1].profit, -21, 1e-12);
  EXPECT_NEAR(view.total, 0, 1e-12);
  EXPECT_EQ(view.left_out, 2) << "before the first probability, and over the deposit";
  EXPECT_EQ(view.from, At(1));
  EXPECT_EQ(view.to, At(4));
  EXPECT_EQ(view.currency, "USDT");
}

TEST(ProfitByRegimeTest, ARegimeThatNeverWasHasNoMean) {
  const FilteredRegimes regimes{.times = {At(1)}, .probabilities = {0.9, 0.1}, .states = 2};
  const RegimeProfitView view = ProfitByRegime(regimes, {"USDT", {{At(1), 1}, {At(2), 2}}, {}});
  EXPECT_EQ(view.rows[1].bars, 0);
  EXPECT_FALSE(view.rows[1].mean_return);
}

}  // namespace
}  // namespace keel::server
