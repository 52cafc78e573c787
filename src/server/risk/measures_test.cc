// SPDX-License-Identifier: MIT
#include "server/risk/measures.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "risk/portfolio_risk.h"
#include "server/risk/testing/risk_scene.h"

namespace keel::server {
namespace {

using testing::RandomCloses;
using testing::SceneOf;

const MethodView& MethodOf(const HorizonView& horizon, std::string_view name) {
  for (const MethodView& method : horizon.methods) {
    if (method.method == name) return method;
  }
  ADD_FAILURE() << "no method " << name;
  return horizon.methods.front();
}

RiskInputs Held(RiskInputs inputs, double btc, double sol) {
  inputs.coins[0].value = btc;
  inputs.coins[1].value = sol;
  return inputs;
}

// By sorting what today's holdings would have made on each day, slowly.
TEST(MeasuresTest, TheHistoricalFigureIsTheSortedLoss) {
  const auto btc = RandomCloses(201, 1, 0.03), sol = RandomCloses(201, 2, 0.05);
  const MeasuresView view = MeasuresOf(Held(SceneOf(btc, sol), 300, 200));
  std::vector<double> profits;
  for (size_t t = 1; t < btc.size(); ++t) {
    profits.push_back(300 * (btc[t] / btc[t - 1] - 1) + 200 * (sol[t] / sol[t - 1] - 1));
  }
  std::sort(profits.begin(), profits.end());
  ASSERT_EQ(view.horizons.size(), 1u) << "a bar is a day";
  const HorizonView& day = view.horizons[0];
  EXPECT_EQ(day.observations, 200);
  const TailView& tail = MethodOf(day, "historical").tails[0];
  EXPECT_NEAR(*tail.value_at_risk, -profits[10], 1e-9);  // P(loss <= l) >= 190 / 200
  double worst = 0;
  for (size_t i = 0; i < 10; ++i) worst -= profits[i] / 10;
  EXPECT_NEAR(*tail.expected_shortfall, worst, 1e-9);
  EXPECT_NEAR(*tail.value_at_risk_share, *tail.value_at_risk / 1000, 1e-15);
}

TEST(MeasuresTest, TheGatesFigureIsTheGates) {
  const auto btc = RandomCloses(320, 3, 0.03), sol = RandomCloses(320, 4, 0.05);
  for (const size_t known : {320, 90, 20}) {
    const std::vector<double> last(sol.end() - static_cast<std::ptrdiff_t>(known), sol.end());
    const RiskInputs inputs = Held(SceneOf(btc, last), 300, 200);
    core::Universe universe;
    const core::CurrencyId account = universe.AddCurrency("USDT");
    const core::InstrumentFilters filters = {
        *core::Price::Parse("0.01"), *core::Quantity::Parse("0.01"), {}};
    ASSERT_TRUE(universe.Add("v", *core::ParseSymbol("BTC/USDT"), filters));
    ASSERT_TRUE(universe.Add("v", *core::ParseSymbol("SOL/USDT"), filters));
    auto ledger = *portfolio::Ledger::Open(universe, account, 1);
    ledger.Mark({0}, *core::Price::Parse("100"));
    ledger.Mark({1}, *core::Price::Parse("10"));
    ledger.Deposit({core::Decimal::FromInt(3), universe.at({0}).base});
    ledger.Deposit({core::Decimal::FromInt(20), universe.at({1}).base});
    risk::PortfolioRisk gate(universe, account);
    gate.Refresh(inputs.days, ledger, portfolio::WorkingOrders(2));
    const MeasuresView view = MeasuresOf(inputs);
    const TailView& tail = MethodOf(view.horizons[0], "gate").tails[0];
    EXPECT_NEAR(*tail.value_at_risk, gate.Now(risk::RiskMeasure::kValueAtRisk), 1e-9) << known;
    EXPECT_NEAR(*tail.expected_shortfall, gate.Now(risk::RiskMeasure::kExpectedShortfall), 1e-9);
  }
}

TEST(MeasuresTest, WhereACoinIsNotKnownItSaysHowManyDaysItTakes) {
  const auto btc = RandomCloses(201, 1, 0.03), sol = RandomCloses(13, 2, 0.05);
  const MeasuresView view = MeasuresOf(Held(SceneOf(btc, sol), 300, 200));
  EXPECT_EQ(view.horizons[0].why, "SOL/USDT has 12 daily returns; 60 are needed");
  ASSERT_EQ(view.horizons[0].methods.size(), 1u) << "the gate alone has an answer";
  EXPECT_EQ(view.volatilities[0].why_no_day, view.horizons[0].why) << "the portfolio";
  EXPECT_TRUE(view.volatilities[1].day) << "BTC";
  EXPECT_EQ(view.volatilities[2].why_no_day, view.horizons[0].why);
  EXPECT_FALSE(view.volatilities[2].bar);
  // A coin that is not held is nobody's risk.
  EXPECT_FALSE(MeasuresOf(Held(SceneOf(btc, sol), 300, 0)).horizons[0].why);
}

TEST(MeasuresTest, OneInAHundredTakesAHundred) {
  const auto btc = RandomCloses(81, 1, 0.03);
  const MeasuresView view = MeasuresOf(Held(SceneOf(btc, btc), 500, 0));
  const MethodView& historical = MethodOf(view.horizons[0], "historical");
  EXPECT_TRUE(historical.tails[0].value_at_risk);
  EXPECT_FALSE(historical.tails[1].value_at_risk);
  EXPECT_EQ(historical.tails[1].why, "99 % takes 100 returns and there are 80");
}

TEST(MeasuresTest, VolatilityOfBarsIsTheirDeviation) {
  std::vector<double> closes = {100};
  for (int i = 0; i < 100; ++i) closes.push_back(closes.back() * (i % 2 == 0 ? 1.01 : 0.99));
  const MeasuresView view = MeasuresOf(Held(SceneOf(closes, closes, "1h"), 500, 0));
  ASSERT_EQ(view.horizons.size(), 2u);
  EXPECT_EQ(view.horizons[1].horizon, "1h");
  EXPECT_EQ(view.horizons[1].observations, 100);
  const double deviation = 0.01 * std::sqrt(100.0 / 99);  // mean 0
  EXPECT_NEAR(*view.volatilities[1].bar, deviation, 1e-12);
  EXPECT_NEAR(*view.volatilities[1].annual, deviation * std::sqrt(8760.0), 1e-10);
  EXPECT_NEAR(*view.volatilities[0].bar, deviation / 2, 1e-12) << "half of equity is held";
  EXPECT_NEAR(*MethodOf(view.horizons[1], "normal").tails[0].value_at_risk,
              1.6448536269514715 * deviation / 2 * 1000, 1e-9);
}

TEST(MeasuresTest, AGapInTheBarsIsNoReturn) {
  const auto closes = RandomCloses(100, 5, 0.01);
  RiskInputs inputs = SceneOf(closes, closes, "1h");
  auto& bars = inputs.coins[0].bars;
  bars.erase(bars.begin() + 50, bars.begin() + 60);
  EXPECT_EQ(MeasuresOf(inputs).volatilities[0].bars, 88) << "two stretches of 50 and 40 bars";
}

TEST(MeasuresTest, WhereNothingIsHeldNothingCanBeLost) {
  const auto closes = RandomCloses(100, 5, 0.01);
  const MeasuresView view = MeasuresOf(SceneOf(closes, closes));
  EXPECT_TRUE(view.held.empty());
  EXPECT_TRUE(view.horizons.empty());
  EXPECT_EQ(view.volatilities.size(), 2u);
}

}  // namespace
}  // namespace keel::server
