// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "server/risk/ruin_curves.h"
#include "server/risk/stress_table.h"
#include "server/risk/testing/risk_scene.h"

namespace keel::server {
namespace {

using testing::RandomCloses;
using testing::SceneOf;

const StressRowView& RowNamed(const StressTableView& view, std::string_view name) {
  for (const StressRowView& row : view.scenarios) {
    if (row.name == name) return row;
  }
  ADD_FAILURE() << "no scenario " << name;
  return view.scenarios.front();
}

/// 400 of 1000 in BTC, 100 in SOL, which follows it in part; to trade costs nothing.
RiskInputs Invested() {
  const std::vector<double> btc = RandomCloses(200, 1, 0.03);
  std::vector<double> sol = RandomCloses(200, 2, 0.03);
  for (size_t t = 0; t < sol.size(); ++t) sol[t] *= btc[t];
  RiskInputs inputs = SceneOf(btc, sol, "1h");
  inputs.coins[0].value = 400;
  inputs.coins[1].value = 100;
  inputs.impact.spread_bps = 0;
  inputs.impact.k.clear();
  inputs.impact.k_default = 0;
  return inputs;
}

TEST(StressTableTest, AFallOfPricesAndOfTheCashCoinAreAShareOfEach) {
  const StressTableView view = StressTableOf(Invested());
  EXPECT_EQ(view.equity, 1000);
  EXPECT_EQ(view.cash, 500);
  EXPECT_EQ(view.scenarios.size(), 7u);
  const StressRowView& crash = RowNamed(view, "flash_crash");
  EXPECT_NEAR(crash.profit, -150, 1e-9);
  EXPECT_NEAR(crash.share, -0.15, 1e-12);
  EXPECT_NEAR(crash.prices, 150, 1e-9);
  const StressRowView& depeg = RowNamed(view, "stablecoin_depeg");
  EXPECT_NEAR(depeg.profit, -50, 1e-9);
  EXPECT_NEAR(depeg.cash, 50, 1e-9);
  EXPECT_NEAR(RowNamed(view, "volume_halved").profit, 0, 1e-9) << "leaving costs nothing";
  for (size_t i = 1; i < view.scenarios.size(); ++i) {
    EXPECT_LE(view.scenarios[i - 1].profit, view.scenarios[i].profit) << "the worst first";
  }
  for (const StressRowView& row : view.scenarios) {
    EXPECT_NEAR(row.profit, -(row.prices + row.cash + row.stuck + row.leaving), 1e-9) << row.name;
  }
}

TEST(StressTableTest, OnADayWhenEverythingMovesTogetherLossesAddUpAlmost) {
  const StressTableView view = StressTableOf(Invested());
  const double together = -RowNamed(view, "correlation_up").profit;
  const double apart = -RowNamed(view, "correlation_down").profit;
  EXPECT_GT(together, apart);
  const double outage = -RowNamed(view, "exchange_outage").profit;
  EXPECT_GE(outage, apart - 1e-9) << "correlations of now lie between 0 and 0.95";
  EXPECT_LE(outage, together + 1e-9);
}

TEST(StressTableTest, WithoutHoldingsOnlyCashCanFall) {
  RiskInputs inputs = Invested();
  inputs.coins[0].value = inputs.coins[1].value = 0;
  const StressTableView view = StressTableOf(inputs);
  EXPECT_EQ(view.scenarios.front().name, "stablecoin_depeg");
  EXPECT_NEAR(view.scenarios.front().profit, -100, 1e-9);
  EXPECT_EQ(view.scenarios[1].profit, 0);
  inputs.equity = 0;
  EXPECT_EQ(StressTableOf(inputs).why, "the account is worth nothing");
}

TEST(StressTableTest, WhatItDoesNotKnowItSays) {
  RiskInputs inputs = Invested();
  for (core::Bar& bar : inputs.coins[1].bars) bar.volume = 0;
  const StressTableView view = StressTableOf(inputs);
  ASSERT_EQ(view.notes.size(), 1u);
  EXPECT_EQ(view.notes[0],
            "no volumes are known of SOL/USDT: leaving is told from the spread alone, too cheap");
}

RiskInputs WithReturns(const std::vector<double>& hours, const std::vector<double>& days) {
  RiskInputs inputs = SceneOf({100, 101}, {100, 101});
  inputs.hour_returns = hours;
  inputs.day_returns = days;
  return inputs;
}

// 0.98^5 = 0.904 and 0.98^6 = 0.886; 0.98^10 = 0.817, 0.98^11 = 0.801, 0.98^12 = 0.785.
TEST(RuinCurvesTest, WhoAlwaysLosesTwoInAHundredIsDownATenthAfterSixDays) {
  std::vector<double> returns(40, -0.02);
  returns[0] = -0.0200001;  // they move
  const RuinCurvesView view = RuinCurvesOf(WithReturns({}, returns));
  EXPECT_EQ(view.step, "1d");
  EXPECT_EQ(view.returns, 40);
  ASSERT_EQ(view.steps.size(), 40u) << "no further ahead than it looks back";
  EXPECT_EQ(view.steps.front(), 1);
  EXPECT_EQ(view.steps.back(), 40);
  EXPECT_NEAR(view.mean, -0.02, 1e-6);
  ASSERT_EQ(view.curves.size(), 5u);
  EXPECT_EQ(view.curves[0].loss, 0.1);
  EXPECT_EQ(view.curves[0].probability[4], 0);
  EXPECT_EQ(view.curves[0].probability[5], 1);
  EXPECT_EQ(view.curves[0].error[5], 0);
  EXPECT_EQ(view.curves[1].probability[10], 0);
  EXPECT_EQ(view.curves[1].probability[11], 1);
}

TEST(RuinCurvesTest, AGreaterLossIsLessLikelyAndALongerTimeMoreSo) {
  std::vector<double> returns;
  base::RandomStream random(3, "test.ruin");
  for (int i = 0; i < 500; ++i) returns.push_back(0.03 * random.NextNormal());
  const RuinCurvesView view = RuinCurvesOf(WithReturns({}, returns));
  EXPECT_EQ(view.steps.back(), 365);
  for (size_t c = 0; c < view.curves.size(); ++c) {
    const auto& p = view.curves[c].probability;
    EXPECT_TRUE(std::is_sorted(p.begin(), p.end()));
    EXPECT_GT(p.back(), 0);
    EXPECT_LT(p.back(), 1);
    EXPECT_NEAR(view.curves[c].error.back(), std::sqrt(p.back() * (1 - p.back()) / 2000), 1e-12);
    if (c > 0) {
      EXPECT_LT(p.back(), view.curves[c - 1].probability.back());
    }
  }
  EXPECT_EQ(base::ToJson(view), base::ToJson(RuinCurvesOf(WithReturns({}, returns))))
      << "the same returns, the same curves";
}

TEST(RuinCurvesTest, WithoutDaysItTakesHoursAndWithoutThoseItSaysWhy) {
  std::vector<double> hours(59, 0.001);
  hours[3] = -0.002;
  const RuinCurvesView none = RuinCurvesOf(WithReturns(hours, std::vector<double>(2, 0.01)));
  EXPECT_EQ(none.why, "the account has 59 hourly returns; 60 are needed");
  EXPECT_TRUE(none.curves.empty());
  hours.push_back(0.001);
  const RuinCurvesView view = RuinCurvesOf(WithReturns(hours, {}));
  EXPECT_EQ(view.step, "1h");
  EXPECT_FALSE(view.why);
  EXPECT_EQ(RuinCurvesOf(WithReturns(std::vector<double>(80, 0.0), {})).why,
            "the account's equity has not moved yet");
}

}  // namespace
}  // namespace keel::server
