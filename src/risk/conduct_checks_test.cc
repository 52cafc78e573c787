// SPDX-License-Identifier: MIT
// The controls of what an account does over time: each at its boundary and a step to either side,
// by many small orders, with what is missing or absurd, and for exits, which pass.
#include <gtest/gtest.h>

#include "risk/testing/boundary.h"

namespace keel::risk {
namespace {

using core::OrderType;
using core::Side;
using Rules = std::set<std::string>;

constexpr core::InstrumentId kBtc = Scene::kBtc, kSol = Scene::kSol;
constexpr base::Duration kTick = base::Nanoseconds(1);

core::Order Buy(Scene& scene, const char* quantity = "1", core::InstrumentId pair = kBtc) {
  return scene.Order(pair, Side::kBuy, Q(quantity));
}
core::Order Sell(Scene& scene, const char* quantity = "1", core::InstrumentId pair = kBtc) {
  return scene.Order(pair, Side::kSell, Q(quantity));
}
/// The rules that refuse an intent.
Rules AskedRules(Scene& scene, const core::Intent& intent) {
  Rules rules;
  const auto verdict =
      scene.gate.CheckIntent(intent, scene.Market(intent.terms.instrument), scene.Account());
  for (const core::Refusal& refusal : verdict.refusals) rules.emplace(refusal.rule);
  return rules;
}
core::Intent Wish(const core::Order& order, uint64_t id = 0) {
  core::Intent intent;
  intent.strategy = order.strategy;
  intent.terms = order.terms;
  intent.id = id;
  return intent;
}

// ---- Duplicates.

TEST(DuplicateTest, TheSameEntryWaitsFiveSeconds) {
  Scene scene(With(&Limits::duplicate_s, 5));
  const core::Intent intent = Wish(Buy(scene));
  scene.activity.OnIntent(intent, scene.now);
  const base::UnixNanos first = scene.now;
  EXPECT_EQ(AskedRules(scene, intent), Rules{"duplicate"});
  scene.now = first + base::Seconds(5) - kTick;
  EXPECT_EQ(AskedRules(scene, intent), Rules{"duplicate"});
  scene.now = first + base::Seconds(5);
  EXPECT_EQ(AskedRules(scene, intent), Rules{});
}

TEST(DuplicateTest, AnotherPairSideQuantityOrPriceIsAnotherEntry) {
  Scene scene(With(&Limits::duplicate_s, 5));
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  scene.activity.OnIntent(Wish(Buy(scene)), scene.now);
  scene.activity.OnIntent(Wish(scene.Limit(kSol, Side::kBuy, Q("1"), "99")), scene.now);
  EXPECT_EQ(AskedRules(scene, Wish(Buy(scene, "1", kSol))), Rules{});
  EXPECT_EQ(AskedRules(scene, Wish(Buy(scene, "1.000000000001"))), Rules{});
  EXPECT_EQ(AskedRules(scene, Wish(scene.Limit(kSol, Side::kBuy, Q("1"), "98"))), Rules{});
  EXPECT_EQ(AskedRules(scene, Wish(scene.Limit(kSol, Side::kBuy, Q("1"), "99"))),
            Rules{"duplicate"});
  core::Intent other = Wish(Buy(scene));
  other.strategy = {1};  // the account sends it, whoever wants it
  EXPECT_EQ(AskedRules(scene, other), Rules{"duplicate"});
}

TEST(DuplicateTest, ExitsMayRepeatAndSlicesAreAlike) {
  Scene scene(With(&Limits::duplicate_s, 5));
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  scene.activity.OnIntent(Wish(Sell(scene)), scene.now);
  EXPECT_EQ(AskedRules(scene, Wish(Sell(scene))), Rules{});
  scene.activity.OnIntent(Wish(Buy(scene)), scene.now);
  EXPECT_TRUE(scene.Refusals(Buy(scene), true).empty());
}

TEST(DuplicateTest, ADecisionIsCarriedOutOnceEver) {
  Scene scene(With(&Limits::duplicate_s, 5));
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  for (const uint64_t id : {7, 1, 2, 3}) scene.activity.OnAsked(Wish(Buy(scene), id));
  scene.now = scene.now + base::Days(1000);
  for (const uint64_t id : {1, 2, 3, 7}) {
    EXPECT_EQ(AskedRules(scene, Wish(Buy(scene), id)), Rules{"duplicate"}) << id;
    EXPECT_EQ(AskedRules(scene, Wish(Sell(scene), id)), Rules{"duplicate"}) << id;
  }
  for (const uint64_t id : {0, 4, 6, 8}) {
    EXPECT_EQ(AskedRules(scene, Wish(Buy(scene), id)), Rules{}) << id;
  }
}

// ---- Message throttle.

TEST(MessageThrottleTest, TenASecondAndFiftyInTen) {
  Limits limits = NoLimits();
  limits.orders_per_second = 10;
  limits.orders_per_10s = 50;
  Scene scene(limits);
  scene.Fill(kBtc, Side::kBuy, Q("9"));
  const base::UnixNanos start = scene.now;
  for (int second = 0; second < 5; ++second) {
    scene.now = start + base::Seconds(second);
    for (int i = 0; i < 10; ++i) {
      EXPECT_TRUE(scene.Passes(Buy(scene))) << second << " " << i;
      scene.Send(i % 2 == 0 ? Buy(scene) : Sell(scene));
    }
    EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"message_throttle"});
    EXPECT_TRUE(scene.Passes(Sell(scene)));
  }
  scene.now = start + base::Seconds(10) - kTick;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"message_throttle"});
  EXPECT_EQ(scene.activity.NextRoom(kBtc, scene.now), start + base::Seconds(10));
  scene.now = start + base::Seconds(10);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  // An intent is no message.
  scene.now = start + base::Seconds(10) - kTick;
  EXPECT_EQ(AskedRules(scene, Wish(Buy(scene))), Rules{});
}

// ---- Repeated execution.

TEST(RepeatedExecutionTest, TwentyEntriesInAnHourDisableAStrategyForADay) {
  Scene scene(With(&Limits::entries_per_hour, 20));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  const base::UnixNanos start = scene.now;
  for (int i = 0; i < 19; ++i) {
    scene.now = start + base::Minutes(3) * i;
    scene.Send(Buy(scene));
    scene.Send(Buy(scene), false);  // a slice is no entry
    scene.Send(Sell(scene));        // nor is an exit
    ASSERT_TRUE(scene.Passes(Buy(scene))) << i;
  }
  scene.now = start + base::Hours(1);  // the first entry is an hour old: 19 within it
  scene.Send(Buy(scene));
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.now = start + base::Hours(1) + base::Minutes(3) - kTick;
  scene.Send(Buy(scene));
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"repeated_execution"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
  core::Order other = Buy(scene);
  other.strategy = {1};
  EXPECT_TRUE(scene.Passes(other));
  const base::UnixNanos tripped = scene.now;
  scene.now = tripped + base::Hours(24) - kTick;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"repeated_execution"});
  scene.now = tripped + base::Hours(24);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  const auto events = scene.activity.TakeEvents();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].rule, "repeated_execution");
  EXPECT_EQ(events[0].to, core::TradingState::kReducing);
  EXPECT_EQ(events[0].scope.strategy, core::StrategyId{0});
  EXPECT_EQ(events[0].value, 20);
  EXPECT_EQ(events[1].by, "simulated operator");
  EXPECT_EQ(events[1].to, core::TradingState::kActive);
}

TEST(RepeatedExecutionTest, AHundredEntriesInADayDoToo) {
  Scene scene(With(&Limits::entries_per_day, 100));
  for (int i = 0; i < 99; ++i) {
    scene.Send(Buy(scene));
    scene.now = scene.now + base::Minutes(14);
    ASSERT_TRUE(scene.Passes(Buy(scene))) << i;
  }
  scene.Send(Buy(scene));
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"repeated_execution"});
}

/// Buys and sells at a price that makes the round trip lose or win.
void RoundTrip(Scene& scene, bool loses, const char* quantity = "2") {
  scene.SetPrice(kBtc, "100");
  scene.Fill(kBtc, Side::kBuy, Q(quantity));
  scene.SetPrice(kBtc, loses ? "99.99" : "100");
  scene.Fill(kBtc, Side::kSell, Q("1"));
  scene.SetPrice(kBtc, "100");
  scene.Fill(kBtc, Side::kSell, Q(quantity) - Q("1"));
}

TEST(RepeatedExecutionTest, FiveLosingRoundTripsInARowDisableAStrategyUntilSomebodySaysWhyNot) {
  Scene scene(With(&Limits::losing_streak, 5));
  for (int i = 0; i < 4; ++i) RoundTrip(scene, true);
  RoundTrip(scene, false);  // broke even: no loss
  for (int i = 0; i < 4; ++i) RoundTrip(scene, true);
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  scene.SetPrice(kBtc, "99");
  scene.Fill(kBtc, Side::kSell, Q("1"));  // half a round trip
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.Fill(kBtc, Side::kSell, Q("1"));
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"repeated_execution"});
  EXPECT_FALSE(scene.activity.Enable({0}, "ann", "", scene.now).has_value());
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"repeated_execution"});
  EXPECT_TRUE(scene.activity.Enable({0}, "ann", "looked at it", scene.now).has_value());
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  const auto events = scene.activity.TakeEvents();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].by, "ann");
  EXPECT_EQ(events[1].reason, "looked at it");
  for (int i = 0; i < 4; ++i) RoundTrip(scene, true);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
}

// ---- Loss of a strategy and day.

TEST(StrategyDayLossTest, TwoPercentOfEquitySinceMidnightEndTheDay) {
  Scene scene(With(&Limits::strategy_day_loss, 0.02));
  scene.now = base::StartOfDay(scene.now) + base::Hours(12);
  scene.Fill(kBtc, Side::kBuy, Q("50"));
  scene.Fill(kBtc, Side::kBuy, Q("10"), {1});
  const auto mark = [&](const char* price) {
    scene.SetPrice(kBtc, price);
    scene.activity.OnPrices(scene.now, scene.ledger);
  };
  // 50 units lose x each: 50 x = 2 % of 10,000 - 60 x, so x = 200 / 51.2 = 3.90625.
  mark("96.093750000001");
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  mark("96.09375");
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"strategy_day_loss"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
  core::Order other = Buy(scene);
  other.strategy = {1};
  EXPECT_TRUE(scene.Passes(other));
  mark("120");  // it stays so for the day
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"strategy_day_loss"});
  scene.now = base::StartOfDay(scene.now) + base::Days(1) - kTick;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"strategy_day_loss"});
  scene.now = scene.now + kTick;
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  mark("117");  // 150 since midnight, from 120
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  EXPECT_EQ(scene.activity.DayProfit({0}, scene.ledger), D("-150"));
  mark("115");
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"strategy_day_loss"});
}

TEST(StrategyDayLossTest, ManySmallLossesAddUp) {
  Scene scene(With(&Limits::strategy_day_loss, 0.02));
  for (int i = 0; i < 199; ++i) {
    scene.SetPrice(kBtc, "100");
    scene.Fill(kBtc, Side::kBuy, Q("1"));
    scene.SetPrice(kBtc, "99");
    scene.Fill(kBtc, Side::kSell, Q("1"));
    ASSERT_TRUE(i == 198 || i >= 196 || scene.Passes(Buy(scene))) << i;
  }
  // 197 lost are 2.009 % of 9,803 left, 196 are 1.9992 % of 9,804.
  EXPECT_EQ(scene.activity.TakeEvents().at(0).value, 197);
}

TEST(StrategyDayLossTest, AfterAGapTheDayStartsAtTheLastPrice) {
  Scene scene(With(&Limits::strategy_day_loss, 0.02));
  scene.Fill(kBtc, Side::kBuy, Q("10"));
  scene.activity.OnPrices(scene.now, scene.ledger);
  scene.now = base::StartOfDay(scene.now) + base::Days(1) + base::Hours(3);
  scene.SetPrice(kBtc, "70");
  scene.activity.OnPrices(scene.now, scene.ledger);
  EXPECT_EQ(scene.activity.DayProfit({0}, scene.ledger), D("-300"));
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"strategy_day_loss"});
}

// ---- Loss of a trade.

TEST(LossPerTradeTest, IsMeasuredAtThePlannedStopToTheUnit) {
  Scene scene(With(&Limits::loss_per_trade, 0.01));
  core::Order order = Buy(scene);
  EXPECT_TRUE(scene.Passes(Buy(scene, "99")));  // no stop, no measure
  order.terms.planned_stop = P("95");
  ExpectBoundary(scene, order, Q("20"), "loss_per_trade");  // 20 x 5 = 1 % of 10,000
  scene.fee_rate = D("0.01");                               // a unit costs 101: 6 are lost
  ExpectBoundary(scene, order, Q("16.666666666666"), "loss_per_trade");
}

TEST(LossPerTradeTest, AnAbsurdStopIsRefused) {
  Scene scene(With(&Limits::loss_per_trade, 0.01));
  core::Order order = Buy(scene, "0.0001");
  for (const char* stop : {"100", "101"}) {
    order.terms.planned_stop = P(stop);
    EXPECT_EQ(scene.Rules(order), Rules{"loss_per_trade"}) << stop;
  }
  for (const char* stop : {"0", "-5"}) {
    order.terms.planned_stop = P(stop);
    EXPECT_EQ(scene.Rules(order), Rules{"order_terms"}) << stop;
  }
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  core::Order exit = Sell(scene);
  exit.terms.planned_stop = P("101");
  EXPECT_TRUE(scene.Passes(exit));
}

// ---- Turnover and fees.

TEST(TurnoverTest, ThreeTimesEquityADayWorkingOrdersIncluded) {
  Scene scene(With(&Limits::turnover_per_day, 3));
  for (int i = 0; i < 5; ++i) {
    scene.Fill(kBtc, Side::kBuy, Q("27"));
    scene.Fill(kBtc, Side::kSell, Q("27"));
  }
  ExpectBoundary(scene, Buy(scene), Q("30"), "turnover");
  scene.Fill(kBtc, Side::kBuy, Q("10"));
  scene.Work(kSol, Side::kBuy, Q("1"), "100");
  scene.Work(kBtc, Side::kSell, Q("4"), "0");
  ExpectBoundary(scene, Buy(scene), Q("15"), "turnover");
  EXPECT_TRUE(scene.Passes(Sell(scene)));
  scene.Work(kSol, Side::kBuy, Q("15"), "100");
  EXPECT_EQ(scene.Rules(Buy(scene, "0.0001")), Rules{"turnover"});
  scene.now = base::StartOfDay(scene.now) + base::Days(1);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
}

TEST(FeesAlertTest, IsToldOnceADay) {
  Scene scene(With(&Limits::fees_alert, 0.003));
  const auto alerts = [&] {
    return scene.gate.Approve(Buy(scene, "0.01"), false, scene.Market(kBtc), scene.Account())
        .alerts;
  };
  const auto pay = [&](const char* fee) {
    core::Fill fill;
    fill.instrument = kBtc;
    fill.price = P("100");
    fill.quantity = Q("0.01");
    fill.fee = {D(fee), scene.Coin("USDT")};
    fill.time = scene.now;
    scene.Book(fill);
  };
  pay("29.91");  // 0.3 % of what is left: 29.910...
  EXPECT_TRUE(alerts().empty());
  pay("0.01");
  ASSERT_EQ(alerts().size(), 1u);
  EXPECT_TRUE(alerts().empty());
  scene.now = base::StartOfDay(scene.now) + base::Days(1);
  EXPECT_TRUE(alerts().empty());
  pay("30");
  EXPECT_EQ(alerts().at(0).rule, "fees_alert");
}

// ---- One venue.

TEST(VenueShareTest, WhereAllIsAtOneVenueItIsToldOnceADay) {
  Scene scene(With(&Limits::venue_share, 0.5));
  const auto alerts = [&] {
    return scene.gate.Approve(Buy(scene), false, scene.Market(kBtc), scene.Account()).alerts.size();
  };
  EXPECT_EQ(alerts(), 1u);
  EXPECT_EQ(alerts(), 0u);
  scene.now = scene.now + base::Days(1);
  EXPECT_EQ(alerts(), 1u);
  Scene whole(With(&Limits::venue_share, 1.0));
  EXPECT_TRUE(
      whole.gate.Approve(Buy(whole), false, whole.Market(kBtc), whole.Account()).alerts.empty());
}

TEST(VenueShareTest, WhatIsHeldOffTheExchangeIsNotThere) {
  const auto alerts = [](const char* cold) {
    Scene scene(With(&Limits::venue_share, 0.5));
    scene.ledger.DepositCold({D(cold), scene.Coin("BTC")});
    return scene.gate.Approve(Buy(scene), false, scene.Market(kBtc), scene.Account()).alerts.size();
  };
  EXPECT_EQ(alerts("99"), 1u);  // 10,000 of 19,900 are at the venue
  EXPECT_EQ(alerts("100"), 0u);
}

// ---- Participation.

TEST(ParticipationTest, OwnFillsAndWorkingOrdersAreAShareOfTheHour) {
  Scene scene(With(&Limits::participation, 0.1));
  scene.market.hour_volume = 200;
  const core::Quantity lot = Q("0.0001");
  ExpectBoundary(scene, Buy(scene), Q("20"), "participation", lot);
  for (int i = 0; i < 30; ++i) scene.Fill(kBtc, i % 2 == 0 ? Side::kBuy : Side::kSell, Q("0.1"));
  scene.Fill(kSol, Side::kBuy, Q("5"));  // another pair
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  ExpectBoundary(scene, Buy(scene), Q("15"), "participation", lot);
  scene.Work(kBtc, Side::kBuy, Q("3"), "100");
  scene.Work(kBtc, Side::kSell, Q("2"), "0");
  ExpectBoundary(scene, Buy(scene), Q("10"), "participation", lot);
  EXPECT_TRUE(scene.Passes(Sell(scene, "2", kSol)));
  scene.now = scene.now + base::Hours(1) - kTick;
  ExpectBoundary(scene, Buy(scene), Q("10"), "participation", lot);
  scene.now = scene.now + kTick;
  ExpectBoundary(scene, Buy(scene), Q("15"), "participation", lot);
}

TEST(ParticipationTest, WhatCrossesInsideTheAccountIsNoTradeAtTheVenue) {
  Limits limits = With(&Limits::participation, 0.1);
  limits.turnover_per_day = 3;
  Scene scene(limits);
  scene.market.hour_volume = 200;
  core::Fill fill;
  fill.instrument = kBtc;
  fill.liquidity = core::Liquidity::kInternal;
  fill.price = P("100");
  fill.quantity = Q("15");
  fill.fee.currency = scene.Coin("USDT");
  fill.time = scene.now;
  scene.Book(fill);
  EXPECT_EQ(scene.activity.HourVolume(kBtc, scene.now), core::Quantity());
  EXPECT_TRUE(scene.activity.turnover().is_zero());
  EXPECT_EQ(scene.activity.DayProfit({0}, scene.ledger), D("0"));
}

TEST(ParticipationTest, WithoutVolumeNothingIsBoughtAndExitsPass) {
  Scene scene(With(&Limits::participation, 0.1));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  for (const double volume : {0.0, -5.0, static_cast<double>(NAN)}) {
    scene.market.hour_volume = volume;
    const auto refusals = scene.Refusals(Buy(scene, "0.0001"));
    ASSERT_EQ(refusals.size(), 1u);
    EXPECT_EQ(refusals[0].rule, "participation");
    EXPECT_TRUE(refusals[0].head_room.is_zero());
    EXPECT_TRUE(scene.Passes(Sell(scene)));
  }
}

// ---- Self-trade.

TEST(SelfTradeTest, AnEntryStaysBelowOwnRestingSells) {
  Scene scene(With(&Limits::self_trade_distance, 0));
  scene.Fill(kBtc, Side::kBuy, Q("9"));
  scene.working.Add({{1}, {1}, kBtc, Side::kSell, Q("1"), {}, 0, P("101")});
  scene.working.Add({{2}, {1}, kSol, Side::kSell, Q("1"), {}, 0, P("90")});
  scene.working.Add({{3}, {1}, kBtc, Side::kSell, Q("1"), {}, 0});  // a stop rests nowhere
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kBuy, Q("1"), "100.999999999999")));
  EXPECT_EQ(scene.Rules(scene.Limit(kBtc, Side::kBuy, Q("1"), "101")), Rules{"self_trade"});
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kSell, Q("1"), "50")));
  scene.working.Remove({1});
  EXPECT_TRUE(scene.Passes(scene.Limit(kBtc, Side::kBuy, Q("1"), "101")));
}

TEST(SelfTradeTest, AMarketOrderIsComparedAtTheWorstPriceThatItIsSentWith) {
  Limits limits = With(&Limits::self_trade_distance, 0);
  limits.market_slippage = 0.005;
  Scene scene(limits);
  scene.Fill(kBtc, Side::kBuy, Q("9"));
  scene.working.Add({{1}, {0}, kBtc, Side::kSell, Q("1"), {}, 0, P("100.51")});
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.working.Add({{2}, {0}, kBtc, Side::kSell, Q("1"), {}, 0, P("100.5")});
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"self_trade"});
}

// ---- Prices: old ones, jumps, a broken quote coin.

TEST(DataQualityTest, APriceOfMoreThanThreeBarsIsTooOld) {
  Scene scene(With(&Limits::stale_bars, 3));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.market.bar_period = base::Hours(1);
  scene.market.price_age = base::Hours(3);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.market.price_age = base::Hours(3) + base::Milliseconds(1);
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"data_quality"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
  scene.market.bar_period = {};  // trades have no period
  EXPECT_TRUE(scene.Passes(Buy(scene)));
}

TEST(VenueStateTest, NothingIsEnteredWhileTheVenueIsNotKnown) {
  Scene scene(NoLimits());
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.venue_is_known = false;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"venue_state"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
}

TEST(PriceJumpTest, PausesEntriesForFifteenMinutes) {
  Scene scene(With(&Limits::jump_5m, 0.1));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.market.last_jump = scene.now;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"price_jump"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
  scene.market.last_jump = scene.now - base::Minutes(15) + kTick;
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"price_jump"});
  scene.market.last_jump = scene.now - base::Minutes(15);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
}

TEST(StablecoinDepegTest, FiveMinutesOffThePegEndEntries) {
  Scene scene(With(&Limits::depeg_price, 0.98));
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  scene.market.off_peg_for = base::Minutes(5) - base::Milliseconds(1);
  EXPECT_TRUE(scene.Passes(Buy(scene)));
  scene.market.off_peg_for = base::Minutes(5);
  EXPECT_EQ(scene.Rules(Buy(scene)), Rules{"stablecoin_depeg"});
  EXPECT_TRUE(scene.Passes(Sell(scene)));
}

// ---- The kill switch.

TEST(KillSwitchTest, StopsEntriesOfItsScopeAndNoExit) {
  Scene scene(NoLimits());
  scene.ledger.Deposit({D("10000"), scene.Coin("EUR")});
  scene.Fill(kBtc, Side::kBuy, Q("1"));
  core::Order other = Buy(scene);
  other.strategy = {1};
  const auto rules = [&](const core::TradingScope& scope) {
    EXPECT_TRUE(scene.kill_switch.Throw(scope, "ann", "test", scene.now).has_value());
    EXPECT_TRUE(scene.Passes(Sell(scene)));
    std::string stopped;
    for (const auto& [name, order] : {std::pair("btc ", Buy(scene)), std::pair("other ", other),
                                      std::pair("sol ", Buy(scene, "1", kSol))}) {
      if (scene.Rules(order) == Rules{"kill_switch"}) stopped += name;
    }
    EXPECT_TRUE(scene.kill_switch.RequestRelease(scope).has_value());
    EXPECT_TRUE(scene.kill_switch.ConfirmRelease(scope, "ann", "done", scene.now).has_value());
    EXPECT_TRUE(scene.Passes(Buy(scene)));
    return stopped;
  };
  EXPECT_EQ(rules({}), "btc other sol ");
  EXPECT_EQ(rules({.venue = "venue"}), "btc other sol ");
  EXPECT_EQ(rules({.venue = "elsewhere"}), "");
  EXPECT_EQ(rules({.strategy = core::StrategyId{0}}), "btc sol ");
  EXPECT_EQ(rules({.instrument = kBtc}), "btc other ");
  EXPECT_EQ(rules({.strategy = core::StrategyId{1}, .instrument = kBtc}), "other ");
}

TEST(KillSwitchTest, IsReleasedInTwoStepsAndOutlivesARestart) {
  KillSwitch first;
  const base::UnixNanos now{1};
  EXPECT_FALSE(first.Throw({}, "ann", "", now).has_value());
  EXPECT_TRUE(first.Throw({}, "ann", "fire", now).has_value());
  EXPECT_FALSE(first.ConfirmRelease({}, "ann", "fine", now).has_value());
  EXPECT_FALSE(first.RequestRelease({.instrument = kBtc}).has_value());
  EXPECT_TRUE(first.RequestRelease({}).has_value());
  EXPECT_TRUE(first.Throw({}, "bob", "still", now).has_value());  // withdraws the request
  EXPECT_FALSE(first.ConfirmRelease({}, "ann", "fine", now).has_value());
  EXPECT_TRUE(first.RequestRelease({}).has_value());
  KillSwitch second;
  second.Restore(first.Save());
  EXPECT_TRUE(second.Stops({0}, SceneUniverse().at(kBtc)));
  EXPECT_FALSE(second.ConfirmRelease({}, "ann", "fine", now).has_value());
  EXPECT_TRUE(second.RequestRelease({}).has_value());
  EXPECT_FALSE(second.ConfirmRelease({}, "ann", "", now).has_value());
  EXPECT_TRUE(second.ConfirmRelease({}, "ann", "fine", now).has_value());
  EXPECT_TRUE(second.empty());
  const auto thrown = first.TakeEvents();
  ASSERT_EQ(thrown.size(), 1u);
  EXPECT_EQ(thrown[0].reason, "fire");
  EXPECT_EQ(thrown[0].to, core::TradingState::kHalted);
  const auto released = second.TakeEvents();
  ASSERT_EQ(released.size(), 1u);
  EXPECT_EQ(released[0].by, "ann");
}

}  // namespace
}  // namespace keel::risk
