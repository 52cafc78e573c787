// SPDX-License-Identifier: MIT
#include "risk/stress.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace keel::risk {
namespace {

/// Two assets that move together at 0.5: 60 and 20 thousand, and 20 thousand in cash.
StressMarket TwoAssets() {
  StressMarket market;
  market.assets = {{.pair = "BTC/USDT", .half_spread = 0.0001, .impact_k = 0.05},
                   {.pair = "ETH/USDT", .half_spread = 0.0002, .impact_k = 0.08}};
  market.correlation = models::SymmetricMatrix(2);
  market.correlation.cells = {1, 0.5, 0.5, 1};
  return market;
}

const std::vector<StressHolding> kHoldings = {
    {.value = 60'000, .daily_volatility = 0.03, .daily_turnover = 6e8},
    {.value = 20'000, .daily_volatility = 0.04, .daily_turnover = 5e7}};
constexpr double kCash = 20'000;

StressResult Under(const StressScenario& scenario, const StressMarket& market = TwoAssets()) {
  return StressTest::Make(market, scenario).value().Apply(kHoldings, kCash);
}

StressResult UnderBuiltIn(const std::string& name) {
  for (const StressScenario& scenario : BuiltInScenarios()) {
    if (scenario.name == name) return Under(scenario);
  }
  ADD_FAILURE() << name;
  return {};
}

TEST(Stress, NothingHappensWhereNothingIsSaid) {
  const StressResult r = Under({.name = "calm"});
  EXPECT_EQ(r.equity, 100'000);
  EXPECT_EQ(r.loss, 0);
  EXPECT_EQ(r.exit_before, r.exit_after);
  EXPECT_EQ(r.value_at_risk_before, r.value_at_risk_after);
}

TEST(Stress, AFlashCrashTakesItsShareOfWhatIsHeld) {
  const StressResult r = UnderBuiltIn("flash_crash");
  EXPECT_DOUBLE_EQ(r.loss, 24'000);  // 30 % of 80,000; cash stays
  EXPECT_DOUBLE_EQ(r.loss_share, 0.24);
  EXPECT_DOUBLE_EQ(r.exit_after, 0.7 * r.exit_before);  // less is sold, at the same price each
  const StressResult one =
      Under({.name = "x", .price = -0.1, .shocks = {{"ETH", -0.5}, {"BTC/USDT", 0.2}}});
  EXPECT_DOUBLE_EQ(one.loss, 10'000 - 12'000);
}

// By hand: BTC p = 60,000 / 6e8 = 1e-4, ETH p = 20,000 / 5e7 = 4e-4. Half spread + 3 k s sqrt(p).
TEST(Stress, LeavingCostsTheSpreadAndTheSquareRootOfTheSize) {
  const double btc = 0.0001 + 3 * 0.05 * 0.03 * 0.01;
  const double eth = 0.0002 + 3 * 0.08 * 0.04 * 0.02;
  const StressResult r = UnderBuiltIn("liquidity_crisis");
  EXPECT_NEAR(r.exit_before, 60'000 * btc + 20'000 * eth, 1e-9);
  const double root = std::sqrt(10.0);
  const double after = 60'000 * (0.001 + 3 * 0.05 * 0.03 * 0.01 * root) +
                       20'000 * (0.002 + 3 * 0.08 * 0.04 * 0.02 * root);
  EXPECT_NEAR(r.exit_after, after, 1e-9);
  EXPECT_NEAR(r.loss, after - r.exit_before, 1e-9);
  // 4e-4 of a day's turnover at a tenth of it a day.
  EXPECT_NEAR(*r.days_after, 0.004, 1e-12);
  const StressResult half = UnderBuiltIn("volume_halved");
  EXPECT_NEAR(*half.days_after, 0.008, 1e-12);
  EXPECT_NEAR(half.exit_after - 60'000 * 0.0001 - 20'000 * 0.0002,
              std::sqrt(2.0) * (half.exit_before - 60'000 * 0.0001 - 20'000 * 0.0002), 1e-9);
}

TEST(Stress, NobodyPaysMoreThanAllToLeave) {
  const StressResult r = Under({.name = "x", .spread = 1e6, .depth = 1e-6});
  EXPECT_NEAR(r.exit_after, 80'000, 1e-9);
}

// The variance of a sum: s^2 = a^2 + b^2 + 2 rho a b with a = 1,800 and b = 800 a day.
TEST(Stress, CorrelationsMoveTheRiskOfADay) {
  constexpr double z = 2.3263478740408408;  // the 99 % quantile of the normal law
  const double a = 1800;
  const double b = 800;
  const StressResult up = UnderBuiltIn("correlation_up");
  EXPECT_NEAR(up.value_at_risk_before, z * std::sqrt(a * a + b * b + a * b), 1e-8);
  EXPECT_NEAR(up.value_at_risk_after, z * std::sqrt(a * a + b * b + 2 * 0.95 * a * b), 1e-8);
  const StressResult down = UnderBuiltIn("correlation_down");
  EXPECT_NEAR(down.value_at_risk_after, z * std::hypot(a, b), 1e-8);
  EXPECT_NEAR(down.volatility_after, std::hypot(a, b) * std::sqrt(365.0) / 100'000, 1e-12);
  const StressResult outage = UnderBuiltIn("exchange_outage");
  EXPECT_GT(up.held_loss, outage.held_loss);
  EXPECT_GT(outage.held_loss, down.held_loss);
  const double l1 = 60'000 * (1 - std::exp(-z * 0.03));
  const double l2 = 20'000 * (1 - std::exp(-z * 0.04));
  EXPECT_NEAR(outage.loss, std::sqrt(l1 * l1 + l2 * l2 + l1 * l2), 1e-7);
}

TEST(Stress, AnOutageTakesTheWorseOfTheLawAndOfHistory) {
  StressMarket market = TwoAssets();
  base::RandomStream random(3, "test.stress");
  for (int i = 0; i < 5000; ++i) {
    market.assets[0].log_returns.push_back(0.001 * random.NextNormal());
  }
  const StressScenario six{.name = "x", .duration_hours = 6};
  const double law = Under(six, TwoAssets()).loss;
  EXPECT_DOUBLE_EQ(Under(six, market).loss, law);  // the history is calmer than the law
  for (size_t i = 100; i < 5000; i += 200) market.assets[0].log_returns[i] = -0.4;
  // A fall of 0.4 is in 25 x 6 of 4,995 windows: 3 % of them, so the 99 % quantile is about 0.4.
  const double l1 = 60'000 * (1 - std::exp(-0.4));
  const double l2 = 20'000 * (1 - std::exp(-2.3263478740408408 * 0.04 * 0.5));
  EXPECT_NEAR(Under(six, market).loss, std::sqrt(l1 * l1 + l2 * l2 + l1 * l2), 60);
  market.assets[0].hours_per_return = 24;  // too coarse to tell of 6 hours
  EXPECT_DOUBLE_EQ(Under(six, market).loss, law);
}

TEST(Stress, ABrokenCoinTakesItsShareOfCashOnly) {
  EXPECT_DOUBLE_EQ(UnderBuiltIn("stablecoin_depeg").loss, 2000);
}

TEST(Stress, WithoutAVolumeLeavingCostsTheSpread) {
  const std::vector<StressHolding> silent = {{.value = 100, .daily_volatility = 0.03}, {}};
  const StressResult r =
      StressTest::Make(TwoAssets(), {.name = "x", .spread = 10}).value().Apply(silent, 0);
  EXPECT_NEAR(r.exit_after, 0.1, 1e-12);
  EXPECT_FALSE(r.days_after.has_value());
}

TEST(Stress, ACurveFallsFurthestWhereTheLossMeetsAFall) {
  //                               peak        trough            end
  const std::vector<double> equity = {100, 120, 90, 110, 115};
  const std::vector<double> losses = {0.5, 0.1, 0.2, 0.3, 0.0};
  const StressedCurve curve = StressCurve(equity, losses);
  EXPECT_DOUBLE_EQ(curve.drawdown_before, 0.25);
  EXPECT_EQ(curve.worst_at, 0U);  // 0.5 against 1 - 72/120 = 0.4 and 1 - 77/120
  EXPECT_DOUBLE_EQ(curve.drawdown_worst, 0.5);
  EXPECT_DOUBLE_EQ(curve.drawdown_at_end, 1 - 115.0 / 120);
  EXPECT_DOUBLE_EQ(curve.return_before, 1.15 - 1);
  EXPECT_DOUBLE_EQ(curve.return_worst, 1.15 * 0.5 - 1);
  EXPECT_DOUBLE_EQ(curve.return_at_end, 1.15 - 1);
  const std::vector<double> later = {0.1, 0.1, 0.2, 0.3, 0.0};
  EXPECT_EQ(StressCurve(equity, later).worst_at, 2U);
  EXPECT_DOUBLE_EQ(StressCurve(equity, later).drawdown_worst, 0.4);
}

TEST(Stress, ShocksOfWhatIsNotHeldAreTold) {
  const StressScenario typo{.name = "x", .shocks = {{"BTD", -0.5}, {"ETH", -0.1}}};
  EXPECT_EQ(ShocksNotHeld(TwoAssets(), typo),
            std::vector<std::string>{"BTD (did you mean \"BTC\"?)"});
  EXPECT_DOUBLE_EQ(Under(typo).loss, 2000);
}

TEST(Stress, BadScenariosAreRefused) {
  const auto refused = [](const StressScenario& scenario, const std::string& says) {
    const auto made = StressTest::Make(TwoAssets(), scenario);
    ASSERT_FALSE(made.has_value()) << says;
    EXPECT_EQ(made.error().code, base::ErrorCode::kUsage);
    EXPECT_NE(made.error().message.find(says), std::string::npos) << made.error().message;
  };
  refused({.name = "x", .price = -1.5}, "price must be between -1 and 10, not -1.5");
  refused({.name = "x", .depth = 0}, "depth");
  refused({.name = "x", .correlation = 1.2}, "correlation");
  refused({.name = "x", .duration_hours = std::nan("")}, "duration_hours");
  StressMarket market = TwoAssets();
  market.confidence = 99;
  EXPECT_FALSE(StressTest::Make(market, {.name = "x"}).has_value());
}

}  // namespace
}  // namespace keel::risk
