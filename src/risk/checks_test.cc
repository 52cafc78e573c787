// SPDX-License-Identifier: MIT
// Each control alone, at its boundary and one unit to either side of it.
#include <gtest/gtest.h>

#include "risk/testing/boundary.h"

namespace keel::risk {
namespace {

using core::OrderType;
using core::Quantity;
using core::Side;
using core::TradingState;
using Rules = std::set<std::string>;

constexpr core::InstrumentId kBtc = Scene::kBtc, kSol = Scene::kSol, kBtcEur = Scene::kBtcEur;

// ---- Position share.

TEST(PositionShareTest, IsAFractionOfEquityToTheUnit) {
  Scene scene(With(&Limits::position_share, 0.1));
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("10"), "position_share");
  scene.Fill(kBtc, Side::kBuy, Q("4"));
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("6"), "position_share");
  ExpectBoundary(scene, scene.Order(kSol, Side::kBuy, {}), Q("10"), "position_share");
}

TEST(PositionShareTest, CountsSmallWorkingBuysAndTheOtherStrategy) {
  Scene scene(With(&Limits::position_share, 0.1));
  scene.Fill(kBtc, Side::kBuy, Q("3"), {1});
  for (int i = 0; i < 69; ++i) scene.Work(kBtc, Side::kBuy, Q("0.1"), "100");
  scene.Work(kBtc, Side::kSell, Q("3"), "0");  // a working sell makes no room
  scene.Work(kSol, Side::kBuy, Q("50"), "1");
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("0.1"), "position_share");
  scene.Work(kBtc, Side::kBuy, Q("0.1"), "100");
  const auto refusals = scene.Refusals(scene.Order(kBtc, Side::kBuy, kUnit));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_TRUE(refusals[0].head_room.is_zero());
}

TEST(PositionShareTest, CountsWhatIsHeldOffTheExchange) {
  Scene scene(With(&Limits::position_share, 0.1));
  scene.ledger.Deposit({D("-1000"), scene.Coin("USDT")});
  scene.ledger.DepositCold({D("6"), scene.Coin("BTC")});
  scene.ledger.DepositCold({D("400"), scene.Coin("USDT")});  // E = 10,000
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("4"), "position_share");
  scene.ledger.Deposit({D("-400"), scene.Coin("USDT")});
  scene.ledger.DepositCold({D("4"), scene.Coin("BTC")});  // 10 % of it already
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kBuy, kUnit)), Rules{"position_share"});
}

TEST(PositionShareTest, IsThatOfTheAssetOverAllItsPairs) {
  Scene scene(With(&Limits::position_share, 0.1));
  scene.ledger.Deposit({D("5000"), scene.Coin("EUR")});  // worth 10,000: E = 20,000
  scene.SetPrice(kBtcEur, "50");
  scene.Fill(kBtcEur, Side::kBuy, Q("12"));
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("8"), "position_share");
  scene.Work(kBtcEur, Side::kBuy, Q("7"), "50");
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("1"), "position_share");
}

TEST(PositionShareTest, OfAGroupThatCancelsItselfTheLargestCounts) {
  Scene scene(With(&Limits::position_share, 0.1));
  scene.Work(kBtc, Side::kBuy, Q("3"), "100", 5);
  scene.Work(kBtc, Side::kBuy, Q("4"), "100", 5);
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("6"), "position_share");
  core::Order sibling = scene.Order(kBtc, Side::kBuy, {});
  sibling.terms.oco_group = 5;
  ExpectBoundary(scene, sibling, Q("10"), "position_share");
}

// ---- Gross exposure.

TEST(GrossExposureTest, IsAFractionOfEquityToTheUnit) {
  Scene scene(With(&Limits::gross_exposure, 0.5));
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("50"), "gross_exposure");
  scene.Fill(kSol, Side::kBuy, Q("20"));
  scene.Fill(kBtc, Side::kBuy, Q("10"), {1});
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("20"), "gross_exposure");
  // Working buys count at what they may cost.
  for (int i = 0; i < 10; ++i) scene.Work(kSol, Side::kBuy, Q("1"), "110");
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("9"), "gross_exposure");
}

TEST(GrossExposureTest, CountsCoinsHeldOffTheExchangeButNotCash) {
  Scene scene(With(&Limits::gross_exposure, 0.5));
  scene.ledger.DepositCold({D("20"), scene.Coin("BTC")});
  scene.ledger.DepositCold({D("8000"), scene.Coin("USDT")});  // E = 20,000
  ExpectBoundary(scene, scene.Order(kSol, Side::kBuy, {}), Q("80"), "gross_exposure");
}

TEST(GrossExposureTest, OtherQuoteCurrenciesAreConverted) {
  Scene scene(With(&Limits::gross_exposure, 0.5));
  scene.ledger.Deposit({D("5000"), scene.Coin("EUR")});  // E = 20,000
  // 10 x 50 EUR x 2, of 10,000: 9,000 of room at 200 USDT... and at 100 EUR a unit 45.
  scene.SetPrice(kBtcEur, "50");
  scene.Fill(kBtcEur, Side::kBuy, Q("10"));
  EXPECT_EQ(scene.ledger.GrossExposure(), D("1000"));
  scene.SetPrice(kBtcEur, "100");
  EXPECT_EQ(scene.ledger.GrossExposure(), D("2000"));
  ExpectBoundary(scene, scene.Order(kBtcEur, Side::kBuy, {}), Q("40"), "gross_exposure");
}

TEST(GrossExposureTest, TheSmallerOfShareAndSumHolds) {
  Limits limits = With(&Limits::gross_value_max, 300);
  Scene sum(limits);
  ExpectBoundary(sum, sum.Order(kBtc, Side::kBuy, {}), Q("3"), "gross_exposure");
  limits.gross_exposure = 0.02;
  Scene both(limits);
  ExpectBoundary(both, both.Order(kBtc, Side::kBuy, {}), Q("2"), "gross_exposure");
  limits.gross_exposure = 0.05;
  Scene again(limits);
  ExpectBoundary(again, again.Order(kBtc, Side::kBuy, {}), Q("3"), "gross_exposure");
}

// ---- Order value: of orders, not of intents.

TEST(OrderValueTest, TheSmallerOfShareAndSumHolds) {
  Limits limits = With(&Limits::order_value_share, 0.02);
  Scene share(limits);
  ExpectBoundary(share, share.Order(kBtc, Side::kBuy, {}), Q("2"), "order_value");
  limits.order_value_max = 150;
  Scene both(limits);
  ExpectBoundary(both, both.Order(kBtc, Side::kBuy, {}), Q("1.5"), "order_value");
  EXPECT_EQ(both.Ask(both.Order(kBtc, Side::kBuy, Q("50"))).approved, Q("50"));
}

TEST(OrderValueTest, AnyConfigurableSumIsAccepted) {
  for (const double sum : {0.0, 0.05, 1e6, 12'345'678.0, 1e15}) {
    Scene scene(With(&Limits::order_value_max, sum));
    const auto refusals = scene.Refusals(scene.Order(kBtc, Side::kBuy, Q("1")));
    EXPECT_EQ(refusals.empty(), sum >= 100) << sum;
  }
}

TEST(OrderValueTest, AboveTheSoftShareAnOrderPassesAndIsTold) {
  Scene scene(With(&Limits::order_value_alert, 0.01));
  const auto alerts = [&](const core::Order& order) {
    const Approval approval = scene.gate.Approve(order, false, scene.Market(kBtc), scene.Account());
    EXPECT_TRUE(approval.order.has_value());
    return approval.alerts;
  };
  EXPECT_TRUE(alerts(scene.Order(kBtc, Side::kBuy, Q("1"))).empty());
  const auto told = alerts(scene.Order(kBtc, Side::kBuy, Q("1.0001")));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].rule, "order_value_alert");
  EXPECT_EQ(told[0].limit, 100);
  EXPECT_EQ(told[0].time, scene.now);
  scene.Fill(kBtc, Side::kBuy, Q("5"));
  EXPECT_TRUE(alerts(scene.Order(kBtc, Side::kSell, Q("5"))).empty());
}

TEST(MinNotionalTest, AnEntryStaysClearOfTheVenuesMinimumAndAnExitNeedNot) {
  Scene scene(With(&Limits::order_value_floor, 1.05));  // minimum 5: 5.25 at 100 are 0.0525
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("0.0525"))));
  const auto refusals = scene.Refusals(scene.Order(kBtc, Side::kBuy, Q("0.0524")));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].rule, "min_notional");
  EXPECT_EQ(refusals[0].limit, 5.25);
  EXPECT_TRUE(refusals[0].head_room.is_zero());
  scene.Fill(kBtc, Side::kBuy, Q("0.0525"));
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("0.0501"))));
}

// ---- Share of volume.

TEST(VolumeShareTest, IsAShareOfTheMedianToTheLot) {
  Scene scene(With(&Limits::order_volume_share, 0.05));
  scene.SetVolumes({100, 200, 1e9, 0, 200});
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("10"), "volume_share", Q("0.0001"));
  scene.SetVolumes({100, 200});
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("7.5"), "volume_share", Q("0.0001"));
}

TEST(VolumeShareTest, WhatIsLeftOfTheMedianPassesForEveryMedian) {
  Scene scene(With(&Limits::order_volume_share, 0.05));
  for (int i = 1; i < 3000; ++i) {
    scene.SetVolumes({i * 0.0173});
    core::Order order = scene.Order(kBtc, Side::kBuy, Q("50"));
    const auto refusals = scene.Refusals(order);
    ASSERT_EQ(refusals.size(), 1u);
    order.terms.quantity = refusals[0].head_room;
    if (order.terms.quantity.is_zero()) continue;
    ASSERT_TRUE(scene.Passes(order)) << i << " " << order.terms.quantity.ToString();
    order.terms.quantity += Q("0.0001");
    ASSERT_FALSE(scene.Passes(order)) << i;
  }
}

TEST(VolumeShareTest, NoVolumeLetsNothingInAndRefusesNoOrderOfAnExit) {
  Scene scene(With(&Limits::order_volume_share, 0.05));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.SetVolumes({0, 0, 0});
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kBuy, Q("0.0001"))), Rules{"volume_share"});
  core::Order exit = scene.Order(kBtc, Side::kSell, Q("1"));
  EXPECT_TRUE(scene.Passes(exit));
  exit.terms.type = OrderType::kStop;
  exit.terms.stop_price = P("90");
  EXPECT_TRUE(scene.Passes(exit));
  EXPECT_TRUE(scene.Ask(exit).refusals.empty());
}

TEST(VolumeShareTest, AMarketExitIsCutWhenItIsWantedButNeverBelowTheLeastOrder) {
  Scene scene(With(&Limits::order_volume_share, 0.05));
  scene.SetPrice(kBtc, "30");
  scene.Fill(kBtc, Side::kBuy, Q("20"));
  const core::Order exit = scene.Order(kBtc, Side::kSell, Q("20"));
  scene.SetVolumes({100, 200, 200});
  EXPECT_EQ(scene.Ask(exit).approved, Q("10"));
  EXPECT_EQ(scene.Ask(exit, Leaving::kAtOnce).approved, Q("20"));
  scene.SetVolumes({0, 1, 0});
  EXPECT_EQ(scene.Ask(exit).approved, Q("0.1667"));  // worth 5.001, of at least 5
  scene.SetVolumes({NAN});
  EXPECT_EQ(scene.Ask(exit).approved, Q("0.1667"));
}

TEST(VolumeShareTest, AbsurdVolumesDoNotBreakTheGate) {
  Scene scene(With(&Limits::order_volume_share, 0.05));
  scene.SetPrice(kBtc, "0.01");
  scene.ledger.Deposit({D("100000000000000000"), scene.Coin("USDT")});
  scene.SetVolumes({1e12});  // a coin that trades by the trillion
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("50000000000"), "volume_share",
                 Q("0.1"));
  scene.SetVolumes({1e16});
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kBuy, Q("1000000000000000"))),
            Rules{"volume_share"});
  scene.SetVolumes({NAN});
  const auto refusals = scene.Refusals(scene.Order(kBtc, Side::kBuy, Q("1")));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_TRUE(refusals[0].head_room.is_zero());
}

// ---- Slippage of a market order.

TEST(MarketSlippageTest, IsBoundedAndItsHeadRoomPassesToTheLot) {
  Scene scene(With(&Limits::market_slippage, 0.005));
  scene.market.half_spread = 0.0005;
  scene.market.impact_k = 0.1;
  for (int i = 1; i < 2000; ++i) {
    std::vector<core::Bar> bars;
    for (int64_t hour = 0; hour < 9; ++hour) {
      const double close = 100 + (hour % 2 == 0 ? 0.01 * i : 0.0);
      bars.push_back({{base::Hours(hour).ns}, close, close, close, close, 0.37 * i});
    }
    scene.liquidity = market::Liquidity(base::Hours(1), std::nullopt);
    scene.liquidity.Advance(bars);
    scene.ledger.Deposit({D("1000000000000"), scene.Coin("USDT")});
    core::Order order = scene.Order(kBtc, Side::kBuy, Q("100000000"));
    const auto refusals = scene.Refusals(order);
    ASSERT_EQ(refusals.size(), 1u) << i;
    ASSERT_EQ(refusals[0].rule, "market_slippage");
    order.terms.quantity = refusals[0].head_room;
    const double expected = scene.Market(kBtc).ExpectedSlippage(order.terms.quantity.ToDouble());
    ASSERT_NEAR(expected, 0.005, 1e-4);
    ASSERT_TRUE(scene.Passes(order)) << i;
    order.terms.quantity += Q("0.0001");
    ASSERT_FALSE(scene.Passes(order)) << i;
  }
}

// Coefficients for which a whole number of lots is expected to cost just the limit: the root of one
// side and the square of the other may differ in the last bit, and must not contradict each other.
TEST(MarketSlippageTest, AHeadRoomOfWholeLotsPassesWhateverTheLastBitSays) {
  Scene scene(With(&Limits::market_slippage, 0.005));
  scene.ledger.Deposit({D("1000000000000"), scene.Coin("USDT")});
  std::vector<core::Bar> bars;
  for (int64_t hour = 0; hour < 9; ++hour) {
    const double close = hour % 2 == 0 ? 101 : 100;
    bars.push_back({{base::Hours(hour).ns}, close, close, close, close, 0});
  }
  scene.liquidity = market::Liquidity(base::Hours(1), 1e6);
  scene.liquidity.Advance(bars);
  int by_a_bit = 0;
  for (int lots = 1; lots < 3000; ++lots) {
    const double quantity = lots * 1e-4;
    scene.market.impact_k =
        0.005 / (3 * scene.liquidity.daily_volatility() * std::sqrt(quantity / 1e6));
    core::Order order = scene.Order(kBtc, Side::kBuy, Q("1000"));
    const auto refusals = scene.Refusals(order);
    ASSERT_EQ(refusals.size(), 1u);
    order.terms.quantity = refusals[0].head_room;
    if (order.terms.quantity.is_zero()) continue;
    const double expected = scene.Market(kBtc).ExpectedSlippage(order.terms.quantity.ToDouble());
    by_a_bit += expected > 0.005 ? 1 : 0;
    ASSERT_TRUE(scene.Passes(order)) << lots;
  }
  EXPECT_GT(by_a_bit, 100);
}

TEST(MarketSlippageTest, TheSpreadAloneMayBeTooMuchAndOnlyEntriesAtMarketAreAsked) {
  Scene scene(With(&Limits::market_slippage, 0.005));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.market.half_spread = 0.005;
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("1"))));
  scene.market.half_spread = 0.0050001;
  const auto refusals = scene.Refusals(scene.Order(kBtc, Side::kBuy, Q("1")));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].rule, "market_slippage");
  EXPECT_TRUE(refusals[0].head_room.is_zero());
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("1"))));
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kBuy, Q("1"), "100")));
}

// ---- Price collar.

TEST(PriceCollarTest, APriceOnTheBandIsInsideIt) {
  Limits limits = With(&Limits::collar_major, 0.02);
  limits.collar_other = 0.05;
  Scene scene(limits);
  const auto rules = [&](core::InstrumentId pair, const char* price) {
    return scene.Rules(scene.Limit(pair, Side::kBuy, Q("1"), price));
  };
  EXPECT_EQ(rules(kBtc, "102"), Rules{});
  EXPECT_EQ(rules(kBtc, "102.01"), Rules{"price_collar"});
  EXPECT_EQ(rules(kBtc, "98"), Rules{});
  EXPECT_EQ(rules(kBtc, "97.99"), Rules{"price_collar"});
  EXPECT_EQ(rules(Scene::kEthBtc, "102.01").count("price_collar"), 1u);
  EXPECT_EQ(rules(kSol, "105"), Rules{});
  EXPECT_EQ(rules(kSol, "105.01"), Rules{"price_collar"});
  EXPECT_EQ(rules(kSol, "95"), Rules{});
  EXPECT_EQ(rules(kSol, "94.99"), Rules{"price_collar"});
}

TEST(PriceCollarTest, NeverThroughTheBestByMore) {
  Limits limits = With(&Limits::through_best, 0.01);
  Scene scene(limits);
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kBuy, Q("1"), "101")));
  const auto refusals = scene.Refusals(scene.Limit(kBtc, Side::kBuy, Q("1"), "101.01"));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_NEAR(refusals[0].value, 0.0101, 1e-15);
  EXPECT_EQ(refusals[0].limit, 0.01);
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kBuy, Q("1"), "1")));
}

TEST(PriceCollarTest, AStopLimitIsComparedWithItsTriggerAndExitsRestAnywhere) {
  Scene scene(With(&Limits::collar_major, 0.02));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  core::Order order = scene.Limit(kBtc, Side::kBuy, Q("1"), "122.4");
  order.terms.type = OrderType::kStopLimit;
  order.terms.stop_price = P("120");
  EXPECT_TRUE(scene.Passes(order));
  order.terms.limit_price = P("122.41");
  EXPECT_EQ(scene.Rules(order), Rules{"price_collar"});
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kSell, Q("1"), "500")));
}

// ---- Open orders.

TEST(OpenOrdersTest, CountByPairAndInAll) {
  Limits limits = NoLimits();
  limits.open_orders_per_symbol = 3;
  limits.open_orders = 5;
  Scene scene(limits);
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  for (int i = 0; i < 2; ++i) scene.Work(kBtc, Side::kBuy, Q("0.0001"), "100");
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("1"))));
  scene.Work(kBtc, Side::kBuy, Q("0.0001"), "100");
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kBuy, Q("1"))), Rules{"open_orders"});
  EXPECT_TRUE(scene.Passes(scene.Order(kSol, Side::kBuy, Q("1"))));
  scene.Work(kSol, Side::kBuy, Q("0.0001"), "100");
  EXPECT_TRUE(scene.Passes(scene.Order(kSol, Side::kBuy, Q("1"))));
  scene.Work(kSol, Side::kBuy, Q("0.0001"), "100");
  EXPECT_EQ(scene.Rules(scene.Order(kSol, Side::kBuy, Q("1"))), Rules{"open_orders"});
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("1"))));
  scene.working.Remove({1});
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("1"))));
}

// ---- Balance.

TEST(BalanceTest, ABuyIsPaidAtItsWorstPriceWithItsFee) {
  Scene scene(NoLimits());
  scene.fee_rate = D("0.001");
  // 10,000 / (80 x 1.001), rounded down: the limit price counts.
  ExpectBoundary(scene, scene.Limit(kBtc, Side::kBuy, {}, "80"), Q("124.875124875124"), "balance");
  Limits limits = With(&Limits::market_slippage, 0.005);
  Scene market(limits);
  market.fee_rate = D("0.001");
  // 10,000 / (100 x 1.005 x 1.001)
  ExpectBoundary(market, market.Order(kBtc, Side::kBuy, {}), Q("99.403084477711"), "balance");
}

TEST(BalanceTest, AnOrderThatWaitsForATriggerIsPaidAtTheHighestPriceItMayMeet) {
  Scene scene(NoLimits());
  core::Order order = scene.Order(kBtc, Side::kBuy, {});
  order.terms.type = OrderType::kStop;
  order.terms.stop_price = P("125");
  ExpectBoundary(scene, order, Q("80"), "balance");
  order.terms.stop_price = P("1");  // below the market: it buys at once, and not at 1
  ExpectBoundary(scene, order, Q("100"), "balance");
  order.terms.type = OrderType::kTakeProfit;
  order.terms.stop_price = P("80");
  ExpectBoundary(scene, order, Q("125"), "balance");
  order.terms.type = OrderType::kTrailingStop;
  order.terms.stop_price = {};
  order.terms.trail_fraction = 0.25;
  ExpectBoundary(scene, order, Q("80"), "balance");
}

TEST(BalanceTest, WhatOtherBuysReservedIsNotFree) {
  Scene scene(NoLimits());
  for (int i = 0; i < 99; ++i) scene.Work(kSol, Side::kBuy, Q("1"), "100");
  scene.Work(kBtcEur, Side::kBuy, Q("1000"), "100");  // paid in another currency
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("1"), "balance");
}

TEST(BalanceTest, ASellIsCoveredByTheStrategysOwnCoins) {
  Scene scene(NoLimits());
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kSell, kUnit)), Rules{"balance"});
  scene.Fill(kBtc, Side::kBuy, Q("5"));
  scene.Fill(kBtc, Side::kBuy, Q("7"), {1});
  ExpectBoundary(scene, scene.Order(kBtc, Side::kSell, {}), Q("5"), "balance");
  scene.Work(kBtc, Side::kSell, Q("2"), "0");
  ExpectBoundary(scene, scene.Order(kBtc, Side::kSell, {}), Q("3"), "balance");
  scene.Work(kBtc, Side::kSell, Q("3"), "0", 9);
  core::Order sibling = scene.Order(kBtc, Side::kSell, {});
  sibling.terms.oco_group = 9;
  ExpectBoundary(scene, sibling, Q("3"), "balance");
  sibling.terms.oco_group = 8;
  sibling.terms.quantity = kUnit;
  EXPECT_EQ(scene.Rules(sibling), Rules{"balance"});
  scene.Work(kBtc, Side::kSell, Q("7"), "0");  // more than is there: no room, not less than none
  EXPECT_EQ(scene.Refusals(sibling)[0].head_room, Quantity());
  EXPECT_TRUE(scene.Ask(sibling).approved.is_zero());
}

TEST(BalanceTest, CoinsThatPaidForAnotherPairCannotBeSold) {
  Scene scene(NoLimits());
  scene.Fill(kBtc, Side::kBuy, Q("5"));
  scene.SetPrice(Scene::kEthBtc, "0.5");
  scene.Fill(Scene::kEthBtc, Side::kBuy, Q("4"), {1});  // for 2 BTC
  ExpectBoundary(scene, scene.Order(kBtc, Side::kSell, {}), Q("3"), "balance");
  scene.Work(kBtc, Side::kSell, Q("2"), "0");  // a stop holds 2 of the 3
  ExpectBoundary(scene, scene.Order(Scene::kEthBtc, Side::kBuy, {}), Q("2"), "balance");
  scene.Work(Scene::kEthBtc, Side::kBuy, Q("1"), "0.5");
  ExpectBoundary(scene, scene.Order(kBtc, Side::kSell, {}), Q("0.5"), "balance");
}

TEST(BalanceTest, WhatIsHeldOffTheExchangePaysForNothing) {
  Scene scene(NoLimits());
  scene.ledger.DepositCold({D("5000"), scene.Coin("USDT")});
  scene.ledger.DepositCold({D("3"), scene.Coin("BTC")});
  ExpectBoundary(scene, scene.Order(kBtc, Side::kBuy, {}), Q("100"), "balance");
  scene.SetPrice(Scene::kEthBtc, "0.5");
  EXPECT_EQ(scene.Rules(scene.Order(Scene::kEthBtc, Side::kBuy, kUnit)), Rules{"balance"});
}

TEST(BalanceTest, WhatIsHeldOffTheExchangeCoversNoSale) {
  Scene scene(NoLimits());
  scene.ledger.DepositCold({D("3"), scene.Coin("BTC")});
  EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kSell, kUnit)), Rules{"balance"});
  scene.Fill(kBtc, Side::kBuy, Q("5"));
  scene.SetPrice(Scene::kEthBtc, "0.5");
  scene.Fill(Scene::kEthBtc, Side::kBuy, Q("4"), {1});  // for 2 BTC
  ExpectBoundary(scene, scene.Order(kBtc, Side::kSell, {}), Q("3"), "balance");
}

// ---- State of the account and of the pair.

TEST(TradingStateTest, EntriesStopAndExitsPass) {
  Scene scene(NoLimits());
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  for (const TradingState state : {TradingState::kReducing, TradingState::kHalted}) {
    scene.state = state;
    EXPECT_EQ(scene.Rules(scene.Order(kBtc, Side::kBuy, Q("1"))), Rules{"trading_state"});
    EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("1"))));
  }
}

TEST(InstrumentStatusTest, NoPriceADelistingAndAnAbsurdPriceRefuse) {
  Scene scene(NoLimits());
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.market.trading = false;
  for (const Side side : {Side::kBuy, Side::kSell}) {
    EXPECT_EQ(scene.Rules(scene.Order(kBtc, side, Q("1"))), Rules{"instrument_status"});
  }
  scene.market.trading = true;
  for (const char* price : {"0", "-5"}) {
    scene.SetPrice(kBtc, price);
    for (const Side side : {Side::kBuy, Side::kSell}) {
      EXPECT_TRUE(scene.Rules(scene.Order(kBtc, side, Q("1"))).contains("instrument_status"));
    }
  }
  scene.SetPrice(kBtc, "100");
  scene.market.last_price = std::nullopt;
  EXPECT_TRUE(scene.Rules(scene.Order(kBtc, Side::kBuy, Q("1"))).contains("instrument_status"));
  EXPECT_TRUE(scene.Ask(scene.Order(kBtc, Side::kBuy, Q("1"))).approved.is_zero());
}

TEST(InstrumentStatusTest, AQuoteCurrencyWithoutAPriceRefusesEntriesOnly) {
  Scene scene(*LimitsOf("fund"));
  scene.ledger.Deposit({D("100000"), scene.Coin("EUR")});
  scene.Fill(kBtcEur, Side::kBuy, Q("1"));
  scene.ledger.Mark(Scene::kEurUsdt, P("0"));  // as before its first bar
  EXPECT_TRUE(
      scene.Rules(scene.Order(kBtcEur, Side::kBuy, Q("0.0001"))).contains("instrument_status"));
  EXPECT_TRUE(scene.Passes(scene.Order(kBtcEur, Side::kSell, Q("1"))));
}

// ---- Orders that cannot be computed with.

TEST(OrderTermsTest, MissingNegativeAndAbsurdNumbersAreRefusedBeforeAnythingElse) {
  Scene scene(*LimitsOf("fund"));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  for (const char* quantity : {"0", "-1", "-0.000000000001", "100000000000000000000000000"}) {
    for (const Side side : {Side::kBuy, Side::kSell}) {
      const core::Order order = scene.Order(kBtc, side, Q(quantity));
      EXPECT_EQ(scene.Rules(order), Rules{"order_terms"}) << quantity;
      EXPECT_TRUE(scene.Ask(order).approved.is_zero());
    }
  }
  for (const char* price : {"0", "-1", "100000000000000000000000000"}) {
    EXPECT_EQ(scene.Rules(scene.Limit(kBtc, Side::kBuy, Q("1"), price)), Rules{"order_terms"});
  }
  for (const OrderType type : {OrderType::kStop, OrderType::kTakeProfit, OrderType::kStopLimit}) {
    core::Order order = scene.Limit(kBtc, Side::kBuy, Q("1"), "100");
    order.terms.type = type;
    EXPECT_EQ(scene.Rules(order), Rules{"order_terms"});
  }
  for (const double trail : {0.0, 1.0, -0.1, static_cast<double>(NAN)}) {
    core::Order order = scene.Order(kBtc, Side::kSell, Q("1"));
    order.terms.type = OrderType::kTrailingStop;
    order.terms.trail_fraction = trail;
    EXPECT_EQ(scene.Rules(order), Rules{"order_terms"}) << trail;
  }
}

TEST(OrderTermsTest, AFatFingerIsRefusedByTheRulesAndNotByACrash) {
  Scene scene(*LimitsOf("fund"));
  const auto rules = scene.Rules(scene.Order(kBtc, Side::kBuy, Q("100000000000000000000")));
  for (const char* rule : {"balance", "position_share", "gross_exposure", "order_value"}) {
    EXPECT_TRUE(rules.contains(rule)) << rule;
  }
}

}  // namespace
}  // namespace keel::risk
