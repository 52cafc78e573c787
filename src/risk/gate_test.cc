// SPDX-License-Identifier: MIT
#include "risk/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

#include "risk/testing/scene.h"

namespace keel::risk {
namespace {

using core::Quantity;
using core::Side;

constexpr core::InstrumentId kBtc = Scene::kBtc, kSol = Scene::kSol;

// Nobody but the gate makes an order that a venue accepts.
static_assert(!std::is_default_constructible_v<ApprovedOrder>);
static_assert(!std::is_constructible_v<ApprovedOrder, core::Order>);
static_assert(!std::is_constructible_v<ApprovedOrder, const core::Order&>);
static_assert(!std::is_convertible_v<core::Order, ApprovedOrder>);
static_assert(!std::is_aggregate_v<ApprovedOrder>);

core::StrategyId Second() { return {1}; }

TEST(GateTest, AnIntentShrinksToTheSmallestHeadRoomAndHearsEveryRule) {
  Limits limits = NoLimits();
  limits.position_share = 0.1;   // 10 units
  limits.gross_exposure = 0.07;  // 7
  limits.order_volume_share = 0.05;
  Scene scene(limits);
  scene.SetVolumes({160});  // 8
  const Verdict verdict = scene.Ask(scene.Order(kBtc, Side::kBuy, Q("200")));
  EXPECT_EQ(verdict.approved, Q("7"));
  std::vector<std::string> rules;
  for (const core::Refusal& refusal : verdict.refusals) rules.emplace_back(refusal.rule);
  EXPECT_EQ(rules, (std::vector<std::string>{"balance", "position_share", "gross_exposure",
                                             "volume_share"}));
  EXPECT_EQ(verdict.refusals[0].value, 20'000);
  EXPECT_EQ(verdict.refusals[0].limit, 10'000);
}

TEST(GateTest, AnIntentThatPassesKeepsItsQuantity) {
  Scene scene(*LimitsOf("fund"));
  const Verdict verdict = scene.Ask(scene.Order(kBtc, Side::kBuy, Q("9.123456789")));
  EXPECT_EQ(verdict.approved, Q("9.123456789"));
  EXPECT_TRUE(verdict.refusals.empty());
}

TEST(GateTest, ARefusalWithoutHeadRoomLeavesNothing) {
  Scene scene(*LimitsOf("fund"));
  scene.state = core::TradingState::kHalted;
  const Verdict verdict = scene.Ask(scene.Order(kBtc, Side::kBuy, Q("1")));
  EXPECT_TRUE(verdict.approved.is_zero());
  EXPECT_EQ(verdict.refusals.size(), 1u);
  // A sell of more than is held shrinks to what is held, and never below nothing.
  scene.Fill(kBtc, Side::kBuy, Q("2"));
  EXPECT_EQ(scene.Ask(scene.Order(kBtc, Side::kSell, Q("3"))).approved, Q("2"));
  EXPECT_TRUE(scene.Ask(scene.Order(kSol, Side::kSell, Q("3"))).approved.is_zero());
}

TEST(GateTest, AnOrderIsPassedWholeOrNotAtAll) {
  Scene scene(*LimitsOf("fund"));
  const core::Order small = scene.Order(kBtc, Side::kBuy, Q("2"));
  const Approval yes = scene.gate.Approve(small, false, scene.Market(kBtc), scene.Account());
  ASSERT_TRUE(yes.order);
  EXPECT_EQ(yes.order->order().terms.quantity, Q("2"));
  const core::Order large = scene.Order(kSol, Side::kBuy, Q("2.000000000001"));
  const Approval no = scene.gate.Approve(large, false, scene.Market(kSol), scene.Account());
  EXPECT_FALSE(no.order);
  ASSERT_EQ(no.refusals.size(), 1u);
  EXPECT_EQ(no.refusals[0].rule, "order_value");
}

// ---- Interval between entries.

class EntryIntervalTest : public testing::Test {
 protected:
  EntryIntervalTest() : scene(WithInterval()) { scene.Fill(kBtc, Side::kBuy, Q("5")); }
  static Limits WithInterval() {
    Limits limits = NoLimits();
    limits.entry_interval_s = 30;
    return limits;
  }
  bool Enter(base::Duration after, core::InstrumentId pair = kBtc, bool is_slice = false,
             Side side = Side::kBuy) {
    scene.now = kFirst + after;
    core::Order order = scene.Order(pair, side, Q("1"));
    order.strategy = strategy;
    return scene.gate.Approve(order, is_slice, scene.Market(pair), scene.Account())
        .order.has_value();
  }

  static constexpr base::UnixNanos kFirst{base::Days(20).ns};
  Scene scene;
  core::StrategyId strategy{0};
};

TEST_F(EntryIntervalTest, EndsAfterExactlyItsLength) {
  EXPECT_TRUE(Enter({}));
  EXPECT_FALSE(Enter(base::Seconds(30) - base::Nanoseconds(1)));
  EXPECT_TRUE(Enter(base::Seconds(30)));
  EXPECT_FALSE(Enter(base::Seconds(59)));  // counted from the second entry
  EXPECT_TRUE(Enter(base::Seconds(60)));
}

TEST_F(EntryIntervalTest, IsKeptByPairAndStrategy) {
  EXPECT_TRUE(Enter({}));
  EXPECT_TRUE(Enter({}, kSol));
  EXPECT_FALSE(Enter({}, kSol));
  strategy = Second();
  EXPECT_TRUE(Enter({}));
  EXPECT_FALSE(Enter({}));
}

TEST_F(EntryIntervalTest, ExemptsSlicesAndExitsAndDoesNotCountThemAsEntries) {
  EXPECT_TRUE(Enter({}, kBtc, false, Side::kSell));
  EXPECT_TRUE(Enter(base::Seconds(1)));  // an exit was no entry
  EXPECT_TRUE(Enter(base::Seconds(2), kBtc, true));
  EXPECT_TRUE(Enter(base::Seconds(3), kBtc, false, Side::kSell));
  EXPECT_FALSE(Enter(base::Seconds(4)));
}

TEST_F(EntryIntervalTest, ARefusedEntryStartsNoInterval) {
  scene.state = core::TradingState::kHalted;
  EXPECT_FALSE(Enter({}));
  scene.state = core::TradingState::kActive;
  EXPECT_TRUE(Enter(base::Seconds(1)));
}

TEST_F(EntryIntervalTest, AnIntentIsAskedToo) {
  EXPECT_TRUE(Enter({}));
  scene.now = kFirst + base::Seconds(29);
  EXPECT_TRUE(scene.Ask(scene.Order(kBtc, Side::kBuy, Q("1"))).approved.is_zero());
  scene.now = kFirst + base::Seconds(30);
  EXPECT_EQ(scene.Ask(scene.Order(kBtc, Side::kBuy, Q("1"))).approved, Q("1"));
}

// ---- Head-room.

TEST(HeadRoomTest, IsTheLargestBuyThatPasses) {
  Scene scene(*LimitsOf("fund"));
  scene.fee_rate = D("0.001");
  EXPECT_EQ(scene.gate.HeadRoom({0}, kBtc, scene.Market(kBtc), scene.Account()), Q("10"));
  scene.Fill(kBtc, Side::kBuy, Q("9.5"));
  EXPECT_EQ(scene.gate.HeadRoom({0}, kBtc, scene.Market(kBtc), scene.Account()), Q("0.5"));
  scene.state = core::TradingState::kReducing;
  EXPECT_TRUE(scene.gate.HeadRoom({0}, kBtc, scene.Market(kBtc), scene.Account()).is_zero());
}

TEST(HeadRoomTest, IsToldInUnitsOfPairsInCheapQuoteCurrenciesToo) {
  Scene scene(*LimitsOf("research"));
  scene.SetPrice(Scene::kEurUsdt, "0.01");  // a yen of a euro
  scene.ledger.Deposit({D("1000000"), scene.Coin("EUR")});
  const auto pair = Scene::kBtcEur;
  scene.SetPrice(pair, "10000");
  // 1,000,000 / (10,000 x 1.005), and E of 20,000 allows 200.
  EXPECT_EQ(scene.gate.HeadRoom({0}, pair, scene.Market(pair), scene.Account()),
            Q("99.502487562189"));
}

TEST(HeadRoomTest, IsNothingWithoutAPrice) {
  Scene scene(*LimitsOf("fund"));
  scene.market.last_price = std::nullopt;
  EXPECT_TRUE(scene.gate.HeadRoom({0}, kBtc, scene.Market(kBtc), scene.Account()).is_zero());
}

// ---- Profiles.

TEST(ProfileTest, FundIsTheTableOfControls) {
  const Limits fund = *LimitsOf("fund");
  EXPECT_EQ(fund.position_share, 0.10);
  EXPECT_EQ(fund.gross_exposure, 1.00);
  EXPECT_EQ(fund.order_value_share, 0.02);
  EXPECT_EQ(fund.order_value_max, 50'000);
  EXPECT_EQ(fund.order_value_alert, 0.01);
  EXPECT_EQ(fund.order_value_floor, 1.05);
  EXPECT_EQ(fund.order_volume_share, 0.05);
  EXPECT_EQ(fund.collar_major, 0.02);
  EXPECT_EQ(fund.collar_other, 0.05);
  EXPECT_EQ(fund.through_best, 0.01);
  EXPECT_EQ(fund.market_slippage, 0.005);
  EXPECT_EQ(fund.entry_interval_s, 30);
  EXPECT_EQ(fund.open_orders_per_symbol, 10);
  EXPECT_EQ(fund.open_orders, 50);
  EXPECT_EQ(fund.daily_alert, 0.03);
  EXPECT_EQ(fund.daily_reducing, 0.04);
  EXPECT_EQ(fund.daily_halt, 0.05);
  EXPECT_EQ(fund.weekly_halt, 0.08);
  EXPECT_EQ(fund.total_halt, 0.15);
}

TEST(ProfileTest, LiveIsFundWithSmallSums) {
  Limits live = *LimitsOf("live");
  EXPECT_EQ(live.order_value_max, 100);
  EXPECT_EQ(live.gross_value_max, 500);
  const Limits fund = *LimitsOf("fund");
  EXPECT_FALSE(fund.gross_value_max || LimitsOf("research")->gross_value_max);
  EXPECT_LT(live.gross_exposure, fund.gross_exposure);
  EXPECT_LT(live.position_share, fund.position_share);
  EXPECT_LT(live.daily_halt, fund.daily_halt);
  EXPECT_LT(live.total_halt, fund.total_halt);
  EXPECT_LT(live.entries_per_day, fund.entries_per_day);
  EXPECT_EQ(live.var_daily, fund.var_daily);
}

TEST(ProfileTest, ResearchLiftsThrottlesAndBreakersAndKeepsVolumePriceAndInstrument) {
  const Limits research = *LimitsOf("research");
  EXPECT_EQ(research.position_share, 1.00);
  EXPECT_EQ(research.gross_exposure, 1.00);
  EXPECT_FALSE(research.order_value_share || research.order_value_max);
  EXPECT_FALSE(research.order_value_alert || research.order_value_floor);
  EXPECT_FALSE(research.entry_interval_s || research.open_orders);
  EXPECT_FALSE(research.open_orders_per_symbol);
  EXPECT_EQ(research.order_volume_share, 0.05);
  EXPECT_EQ(research.collar_other, 0.05);
  EXPECT_EQ(research.market_slippage, 0.005);
  Scene scene(research);
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("99"))));
  EXPECT_FALSE(Scene(*LimitsOf("fund")).Passes(scene.Order(kBtc, Side::kBuy, Q("99"))));
}

TEST(ProfileTest, AnUnknownOneIsAnsweredWithTheNearest) {
  const auto limits = LimitsOf("reserch");
  ASSERT_FALSE(limits);
  EXPECT_EQ(limits.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(limits.error().message.find("research"), std::string::npos) << limits.error().message;
}

// ---- A risk-reducing order and the balance sheet.

TEST(GateTest, AnExitIsNeverRefusedForTheStateOfTheBalanceSheet) {
  Scene scene(*LimitsOf("fund"));
  scene.Fill(kBtc, Side::kBuy, Q("100"));  // ten times what the fund allows
  scene.ledger.Deposit({D("-500"), scene.Coin("USDT")});
  scene.SetPrice(kBtc, "4");  // equity below zero
  ASSERT_TRUE(scene.ledger.equity().is_negative());
  scene.state = core::TradingState::kHalted;
  for (int i = 0; i < 60; ++i) scene.Work(kSol, Side::kBuy, Q("1"), "100");
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("100"))));
  EXPECT_FALSE(scene.Passes(scene.Order(kBtc, Side::kBuy, Q("0.0001"))));
}

TEST(GateTest, AnExitIsCoveredByWhatItsEntryIsToBuy) {
  Scene scene(NoLimits());
  core::Order exit = scene.Order(kBtc, Side::kSell, Q("2"));
  exit.terms.type = core::OrderType::kStop;
  exit.terms.stop_price = P("95");
  const auto approve = [&](const char* brought) {
    return scene.gate.Approve(exit, false, scene.Market(kBtc), scene.Account(), Q(brought));
  };
  EXPECT_TRUE(approve("2").order);
  const Approval refused = approve("1.9");
  ASSERT_EQ(refused.refusals.size(), 1u);
  EXPECT_EQ(refused.refusals[0].rule, "balance");
}

TEST(GateTest, TheOtherEntryOfAGroupNeedsNoPauseAfterTheFirst) {
  Limits limits = NoLimits();
  limits.entry_interval_s = 30;
  Scene scene(limits);
  const core::Order first = scene.Limit(kBtc, Side::kBuy, Q("1"), "95");
  ASSERT_TRUE(scene.gate.Approve(first, false, scene.Market(kBtc), scene.Account()).order);
  core::Order second = scene.Limit(kBtc, Side::kBuy, Q("1"), "96");
  EXPECT_EQ(scene.Rules(second), std::set<std::string>{"entry_interval"});
  second.terms.oco_group = 5;
  EXPECT_EQ(scene.Rules(second), std::set<std::string>{"entry_interval"});
  scene.Work(kBtc, Side::kBuy, Q("1"), "95", 5);
  EXPECT_TRUE(scene.Rules(second).empty());
  second.terms.instrument = kSol;  // a group is of one pair
  ASSERT_TRUE(scene.gate
                  .Approve(scene.Limit(kSol, Side::kBuy, Q("1"), "95"), false, scene.Market(kSol),
                           scene.Account())
                  .order);
  EXPECT_EQ(scene.Rules(second), std::set<std::string>{"entry_interval"});
}

}  // namespace
}  // namespace keel::risk
