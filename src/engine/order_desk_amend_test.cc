// SPDX-License-Identifier: MIT
// Amends at the desk: what goes to the venue, what counts meanwhile, and what the gate says at each
// boundary. What the venue and the network do with them is in tests/faults and tests/simulation.
#include <gtest/gtest.h>

#include "engine/order_desk.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::OrderEnd;
using core::OrderId;
using core::Side;
using execution::OrderState;

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};

core::Price P(std::string_view text) { return core::Price(*Decimal::Parse(text)); }
core::Quantity Q(std::string_view text) { return core::Quantity(*Decimal::Parse(text)); }

/// Keeps what it is sent and answers nothing.
class MuteVenue final : public execution::VenueClient {
 public:
  void Submit(const risk::ApprovedOrder& order, base::UnixNanos) override {
    orders.push_back(order.order());
  }
  void Cancel(OrderId order, OrderEnd why, base::UnixNanos) override {
    cancels.emplace_back(order, why);
  }
  void Amend(const risk::ApprovedAmend& amend, base::UnixNanos) override {
    amends.emplace_back(amend.order(), amend.quantity());
  }
  std::vector<core::Order> orders;
  std::vector<std::pair<OrderId, OrderEnd>> cancels;
  std::vector<std::pair<OrderId, core::Quantity>> amends;
};

class Listener final : public AuditSink {
 public:
  void OnAmend(const core::AmendOrder& e) override { amends.push_back(e); }
  void OnReplaced(const core::OrderReplaced& e) override { replaced.push_back(e); }
  void OnRefused(const core::IntentRefused& e) override {
    refused.emplace_back(e.refusals.at(0).rule);
  }
  std::vector<core::AmendOrder> amends;
  std::vector<core::OrderReplaced> replaced;
  std::vector<std::string> refused;
};

/// One pair at 100 and then at 120, 10,000 USDT.
struct Desk {
  Desk(const risk::Limits& limits, const ExecutionSettings& execution)
      : account{*portfolio::Ledger::Open(universe, universe.at({0}).quote, 1),
                portfolio::WorkingOrders(1),
                {},
                risk::Breaker(limits)},
        desk(account, board, venue, audit,
             {risk::Gate(limits, universe, 1),
              std::vector<PairCosts>(1),
              {},
              base::Seconds(1),
              execution}) {
    account.ledger.Deposit({Decimal::FromInt(10'000), universe.at({0}).quote});
    SetPrice("100");
  }
  static core::Universe OnePair() {
    core::Universe universe;
    const auto added = universe.Add("venue", *core::ParseSymbol("BTC/USDT"),
                                    {P("0.01"), Q("0.001"), Decimal::FromInt(5)});
    EXPECT_TRUE(added.has_value());
    return universe;
  }
  /// Of the next bar.
  void SetPrice(std::string_view price) {
    board.Reveal({0}, P(price).ToDouble());
    account.ledger.Mark({0}, P(price));
  }

  core::Universe universe = OnePair();
  std::vector<core::Bar> bars = {{kStart, 100, 100, 100, 100, 1e6},
                                 {kStart + base::Minutes(1), 120, 120, 120, 120, 1e6}};
  market::Board board{{{bars, base::Minutes(1), {}}}};
  MuteVenue venue;
  Listener audit;
  Account account;
  OrderDesk desk;
};

risk::Limits NoLimits() {
  risk::Limits limits = *risk::LimitsOf("research");
  limits.position_share = limits.gross_exposure = limits.order_volume_share = std::nullopt;
  limits.collar_major = limits.collar_other = limits.through_best = std::nullopt;
  return limits;
}

class AmendTest : public ::testing::Test {
 protected:
  AmendTest() { Begin(NoLimits()); }
  void Begin(const risk::Limits& limits, const ExecutionSettings& execution = {}) {
    setup_ = std::make_unique<Desk>(limits, execution);
  }
  OrderDesk& desk() { return setup_->desk; }
  MuteVenue& venue() { return setup_->venue; }
  const execution::OrderEntry& entry(OrderId id) { return setup_->account.orders.at(id); }
  const portfolio::WorkingOrders& working() { return setup_->account.working; }

  core::Intent Wish(Side side, std::string_view quantity, std::string_view price) {
    core::Intent intent;
    intent.terms.side = side;
    intent.terms.quantity = Q(quantity);
    intent.terms.type = core::OrderType::kLimit;
    intent.terms.limit_price = P(price);
    intent.reason = "test";
    intent.reference_price = 100;
    return intent;
  }
  std::optional<OrderId> Send(const core::Intent& intent) {
    return desk().Submit(intent, now_).order;
  }
  /// An order that rests at the venue.
  OrderId Rest(std::string_view quantity = "10", std::string_view price = "99",
               Side side = Side::kBuy) {
    const auto id = Send(Wish(side, quantity, price));
    EXPECT_TRUE(id.has_value());
    desk().Book(core::OrderAccepted{*id, now_});
    return *id;
  }
  AmendVerdict Amend(OrderId id, std::optional<core::Quantity> quantity,
                     std::optional<core::Price> price = std::nullopt) {
    return desk().Amend(id, {quantity, price}, now_);
  }
  /// The first rule that refuses; "" where it goes out.
  std::string Rule(const AmendVerdict& verdict) {
    return verdict.refusals.empty() ? "" : std::string(verdict.refusals[0].rule);
  }
  void Fill(OrderId id, std::string_view quantity, Side side = Side::kBuy) {
    core::Fill fill;
    fill.order = id;
    fill.side = side;
    fill.price = P("99");
    fill.quantity = Q(quantity);
    fill.fee.currency = setup_->universe.at({0}).quote;
    fill.time = now_;
    desk().Book(core::OrderFilled{fill});
  }
  void Settle(OrderId id, std::string_view quantity,
              std::optional<OrderEnd> refused = std::nullopt) {
    desk().Book(core::OrderAmended{id, Q(quantity), refused, now_});
  }
  void End(OrderId id, OrderEnd why) {
    desk().Book(core::OrderCanceled{id, why, now_});
    desk().AdvanceReplacements(now_);
  }

  std::unique_ptr<Desk> setup_;
  base::UnixNanos now_ = kStart + base::Minutes(1);
};

// ---- Less of the same.

TEST_F(AmendTest, AReductionCountsAsTheWholeUntilItIsAnswered) {
  const OrderId id = Rest("10");
  ASSERT_TRUE(Amend(id, Q("4")).sent);
  EXPECT_EQ(venue().amends, (std::vector<std::pair<OrderId, core::Quantity>>{{id, Q("4")}}));
  EXPECT_EQ(entry(id).state, OrderState::kPendingAmend);
  EXPECT_EQ(working().entries()[0].open, Q("10"));
  Settle(id, "4");
  EXPECT_EQ(entry(id).state, OrderState::kWorking);
  EXPECT_EQ(entry(id).open(), Q("4"));
  EXPECT_EQ(entry(id).placed, Q("10"));
  EXPECT_EQ(working().entries()[0].open, Q("4"));
  ASSERT_EQ(setup_->audit.amends.size(), 1u);
  EXPECT_FALSE(setup_->audit.amends[0].replaces);
}

TEST_F(AmendTest, ARefusedOneLeavesTheOrderAsItWas) {
  const OrderId id = Rest("10");
  Fill(id, "1");
  ASSERT_TRUE(Amend(id, Q("4")).sent);
  Fill(id, "2");
  EXPECT_EQ(entry(id).state, OrderState::kPendingAmend);
  Settle(id, "10", OrderEnd::kRefusedByVenue);
  EXPECT_EQ(entry(id).state, OrderState::kPartiallyFilled);
  EXPECT_EQ(working().entries()[0].open, Q("7"));
  EXPECT_TRUE(Amend(id, Q("5")).sent) << "and may be asked for again";
}

TEST_F(AmendTest, OneToWhatHasFilledMeanwhileEndsTheOrder) {
  const OrderId id = Rest("10");
  ASSERT_TRUE(Amend(id, Q("4")).sent);
  Fill(id, "4");
  EXPECT_EQ(entry(id).state, OrderState::kPendingAmend);
  Settle(id, "4");
  EXPECT_EQ(entry(id).state, OrderState::kFilled);
  EXPECT_TRUE(working().empty());
}

TEST_F(AmendTest, ACancelDuringItWinsAndItsAnswerStillCounts) {
  const OrderId id = Rest("10");
  ASSERT_TRUE(Amend(id, Q("4")).sent);
  desk().Cancel(id, OrderEnd::kCanceledByUser, now_);
  EXPECT_EQ(entry(id).state, OrderState::kPendingCancel);
  EXPECT_EQ(venue().cancels.size(), 1u);
  Settle(id, "4");
  EXPECT_EQ(entry(id).state, OrderState::kPendingCancel);
  EXPECT_EQ(working().entries()[0].open, Q("4"));
  End(id, OrderEnd::kCanceledByUser);
  EXPECT_TRUE(working().empty());
}

TEST_F(AmendTest, OnlyWhatIsKnownToRestIsChangedAndOneChangeAtATime) {
  const auto unanswered = Send(Wish(Side::kBuy, "1", "99"));
  EXPECT_EQ(Rule(Amend(*unanswered, Q("0.5"))), "amend_state");
  desk().Book(core::OrderOutcomeUnknown{*unanswered, now_});
  EXPECT_EQ(Rule(Amend(*unanswered, Q("0.5"))), "amend_state");
  const OrderId id = Rest("10");
  ASSERT_TRUE(Amend(id, Q("4")).sent);
  EXPECT_EQ(Rule(Amend(id, Q("3"))), "amend_state");
  desk().Cancel(id, OrderEnd::kCanceledByUser, now_);
  EXPECT_EQ(Rule(Amend(id, Q("3"))), "amend_state");
  core::Intent at_once = Wish(Side::kBuy, "1", "99");
  at_once.terms.tif = core::TimeInForce::kIoc;
  const auto ioc = Send(at_once);
  desk().Book(core::OrderAccepted{*ioc, now_});
  EXPECT_EQ(Rule(Amend(*ioc, Q("0.5"))), "amend_kind");
  EXPECT_EQ(venue().amends.size(), 1u);
  EXPECT_EQ(setup_->audit.refused.size(), 5u) << "each is told";
  EXPECT_FALSE(Amend({77}, Q("1")).sent);
}

TEST_F(AmendTest, AnExitThatIsKeptHereAndWhatWorksForItAreLeftAlone) {
  desk().KeepExits({});
  Fill(Rest("10"), "10");
  core::Intent stop = Wish(Side::kSell, "5", "0");
  stop.terms.type = core::OrderType::kStop;
  stop.terms.limit_price = {};
  stop.terms.stop_price = P("90");
  const auto exit = Send(stop);
  ASSERT_TRUE(exit);
  EXPECT_EQ(Rule(Amend(*exit, Q("2"))), "amend_kind");
  desk().AdvanceExits(now_);
  const OrderId leg = venue().orders.back().id;
  ASSERT_TRUE(desk().IsLeg(leg));
  desk().Book(core::OrderAccepted{leg, now_});
  EXPECT_EQ(Rule(Amend(leg, Q("2"))), "amend_kind");
}

TEST_F(AmendTest, AnOrderOfAGroupIsLeftAlone) {
  core::Intent intent = Wish(Side::kBuy, "2", "99");
  intent.terms.oco_group = desk().NewOcoGroup();
  const auto id = Send(intent);
  ASSERT_TRUE(id);
  desk().Book(core::OrderAccepted{*id, now_});
  EXPECT_EQ(Rule(Amend(*id, Q("1"))), "amend_kind");
}

TEST_F(AmendTest, AChildOfAnAlgorithmIsLeftAlone) {
  ExecutionSettings execution;
  execution.algorithm = "iceberg";
  execution.min_value = 100;
  Begin(NoLimits(), execution);
  core::Intent target = Wish(Side::kBuy, "10", "0");
  target.terms.type = core::OrderType::kMarket;
  target.terms.limit_price = {};
  ASSERT_TRUE(desk().Submit(target, now_, Manner::kPursuit).waits);
  const core::Bar bar{now_, 100, 100, 100, 100, 1e6};
  now_ = now_ + base::Minutes(1);
  desk().OnMarketBar({0}, bar, now_);  // tells where to post
  desk().AdvanceParents(now_);
  ASSERT_FALSE(venue().orders.empty());
  const core::Order child = venue().orders.back();
  ASSERT_EQ(child.terms.type, core::OrderType::kLimit);
  desk().Book(core::OrderAccepted{child.id, now_});
  const AmendVerdict verdict = Amend(child.id, child.terms.quantity - Q("0.1"));
  EXPECT_EQ(Rule(verdict), "amend_kind");
}

TEST_F(AmendTest, NumbersThatCannotBeComputedWithAreRefused) {
  const OrderId id = Rest("10");
  const core::Price absurd = P("100000000000000000000000000");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, absurd)), "order_terms");
  EXPECT_EQ(Rule(Amend(id, Q("100000000000000000000000000"))), "order_terms");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, core::Price())), "order_terms");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("-1"))), "order_terms");
  EXPECT_EQ(Rule(Amend(id, Q("-1"))), "amend_change");
  EXPECT_EQ(Rule(Amend(id, core::Quantity())), "amend_change");
  EXPECT_EQ(entry(id).state, OrderState::kWorking);
}

// ---- Boundaries of a reduction, one lot or one unit to either side.

TEST_F(AmendTest, AReductionLeavesMoreThanHasFilled) {
  const OrderId id = Rest("10");
  Fill(id, "4");
  EXPECT_EQ(Rule(Amend(id, Q("3.999"))), "amend_change");
  EXPECT_EQ(Rule(Amend(id, Q("4"))), "amend_change");
  EXPECT_EQ(Rule(Amend(id, Q("10"))), "amend_change") << "no change";
  EXPECT_EQ(Rule(Amend(id, Q("10.0009"))), "amend_change") << "none after rounding to the lot";
  EXPECT_EQ(Rule(Amend(id, Q("4.001"))), "");
}

TEST_F(AmendTest, AReducedOrderIsWorthWhatTheVenueTakes) {
  // 5 USDT at 99: 0.051 is 5.049 and 0.05 is 4.95.
  const OrderId id = Rest("10");
  EXPECT_EQ(Rule(Amend(id, Q("0.05"))), "min_notional");
  EXPECT_EQ(Rule(Amend(id, Q("0.051"))), "");
}

TEST_F(AmendTest, AReductionIsAMessageAndCountsAsOne) {
  risk::Limits limits = NoLimits();
  limits.orders_per_second = 3;
  Begin(limits);
  const OrderId id = Rest("10"), other = Rest("10");
  ASSERT_EQ(Rule(Amend(id, Q("9"))), "") << "the third";
  Settle(id, "9");
  EXPECT_EQ(Rule(Amend(id, Q("8"))), "message_throttle");
  now_ = now_ + base::Seconds(1) - base::Nanoseconds(1);
  EXPECT_EQ(Rule(Amend(id, Q("8"))), "message_throttle");
  desk().Cancel(other, OrderEnd::kCanceledByUser, now_);
  EXPECT_EQ(venue().cancels.size(), 1u) << "a cancel is never held back";
  now_ = now_ + base::Nanoseconds(1);
  EXPECT_EQ(Rule(Amend(id, Q("8"))), "");
}

TEST_F(AmendTest, NothingThatOnlyForbidsEntriesStandsAgainstLess) {
  risk::Limits limits = NoLimits();
  limits.position_share = 0.5;
  limits.collar_major = 0.02;
  Begin(limits);
  const OrderId id = Rest("10");
  ASSERT_TRUE(desk().Kill({}, "ann", "news", now_));
  EXPECT_EQ(entry(id).state, OrderState::kPendingCancel);  // that is what a halt does
  Begin(limits);
  const OrderId rests = Rest("10");
  limits.position_share = 0.01;
  ASSERT_TRUE(desk().ChangeLimits(limits, "ann", "less", now_));
  setup_->SetPrice("120");  // the order is far beyond the collar now
  desk().risk_watch().SetVenueKnown(false);
  EXPECT_EQ(Rule(Amend(rests, Q("9"))), "");
}

// ---- Another order in its place.

TEST_F(AmendTest, AnotherPriceCancelsFirstAndSendsTheRestWhenThatIsConfirmed) {
  const OrderId id = Rest("10", "99");
  ASSERT_TRUE(Amend(id, std::nullopt, P("98")).sent);
  EXPECT_TRUE(venue().amends.empty());
  ASSERT_EQ(venue().cancels.size(), 1u);
  EXPECT_EQ(venue().cancels[0].second, OrderEnd::kReplaced);
  Fill(id, "3");
  desk().AdvanceReplacements(now_);
  EXPECT_EQ(venue().orders.size(), 1u) << "never both at once";
  End(id, OrderEnd::kReplaced);
  ASSERT_EQ(venue().orders.size(), 2u);
  EXPECT_EQ(venue().orders[1].terms.quantity, Q("7"));
  EXPECT_EQ(venue().orders[1].terms.limit_price, P("98"));
  EXPECT_EQ(venue().orders[1].reason, "test");
  const auto replaced = desk().TakeReplaced();
  ASSERT_EQ(replaced.size(), 1u);
  EXPECT_EQ(replaced[0].by, venue().orders[1].id);
  EXPECT_FALSE(desk().has_replacements());
}

TEST_F(AmendTest, MoreIsAReplacementAndAFullFillMeanwhileLeavesTheDifference) {
  const OrderId id = Rest("10", "99");
  ASSERT_TRUE(Amend(id, Q("12")).sent);
  Fill(id, "10");
  desk().AdvanceReplacements(now_);
  ASSERT_EQ(venue().orders.size(), 2u);
  EXPECT_EQ(venue().orders[1].terms.quantity, Q("2"));
  EXPECT_EQ(venue().orders[1].terms.limit_price, P("99"));
}

TEST_F(AmendTest, WhatHasFilledWhollyOrEndedOtherwiseIsNotReplaced) {
  const OrderId filled = Rest("10", "99");
  ASSERT_TRUE(Amend(filled, Q("10"), P("98")).sent);
  Fill(filled, "10");
  desk().AdvanceReplacements(now_);
  const OrderId ended = Rest("10", "99");
  ASSERT_TRUE(Amend(ended, Q("10"), P("98")).sent);
  End(ended, OrderEnd::kCanceledByVenue);
  const OrderId dropped = Rest("10", "99");
  ASSERT_TRUE(Amend(dropped, Q("10"), P("98")).sent);
  desk().Cancel(dropped, OrderEnd::kCanceledByUser, now_);
  EXPECT_EQ(venue().cancels.size(), 3u) << "its cancel is on its way already";
  End(dropped, OrderEnd::kReplaced);
  EXPECT_EQ(venue().orders.size(), 3u);
  const auto replaced = desk().TakeReplaced();
  ASSERT_EQ(replaced.size(), 3u);
  for (const core::OrderReplaced& one : replaced) EXPECT_EQ(one.by.value, 0u);
}

TEST_F(AmendTest, WhatFollowsWaitsForTheVenueToBeKnownAndNotForLong) {
  const OrderId id = Rest("10", "99");
  ASSERT_TRUE(Amend(id, Q("10"), P("98")).sent);
  desk().risk_watch().SetVenueKnown(false);
  End(id, OrderEnd::kReplaced);
  EXPECT_EQ(venue().orders.size(), 1u);
  EXPECT_TRUE(desk().has_replacements());
  now_ = now_ + base::Minutes(1);
  desk().risk_watch().SetVenueKnown(true);
  desk().AdvanceReplacements(now_);
  EXPECT_EQ(venue().orders.size(), 2u);
  const OrderId late = venue().orders[1].id;
  desk().Book(core::OrderAccepted{late, now_});
  ASSERT_TRUE(Amend(late, Q("10"), P("97")).sent);
  desk().risk_watch().SetVenueKnown(false);
  End(late, OrderEnd::kReplaced);
  now_ = now_ + base::Minutes(1) + base::Nanoseconds(1);
  desk().risk_watch().SetVenueKnown(true);
  desk().AdvanceReplacements(now_);
  EXPECT_EQ(venue().orders.size(), 2u);
  EXPECT_FALSE(desk().TakeReplaced().empty());
}

// ---- Boundaries of a replacement: as of a new order, in whose place nothing works.

TEST_F(AmendTest, ANewPriceIsHeldToTheCollar) {
  risk::Limits limits = NoLimits();
  limits.collar_major = 0.02;
  limits.through_best = 0.01;
  Begin(limits);
  const OrderId id = Rest("10", "99");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("97.99"))), "price_collar");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("101.01"))), "price_collar") << "through the last price";
  EXPECT_TRUE(venue().cancels.empty()) << "the order is not given up for a refused one";
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("98"))), "");
}

TEST_F(AmendTest, ANewPriceOnTheOtherSideOfTheCollarsEdge) {
  risk::Limits limits = NoLimits();
  limits.through_best = 0.01;
  Begin(limits);
  const OrderId id = Rest("10", "99");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("101"))), "");
}

TEST_F(AmendTest, ALargerOrderIsHeldToWhatMayBeHeldWithoutItsOldSelf) {
  risk::Limits limits = NoLimits();
  limits.position_share = 0.2;  // 20 coins at 100
  Begin(limits);
  const OrderId id = Rest("15", "99");
  EXPECT_EQ(Rule(Amend(id, Q("20.001"))), "position_share");
  EXPECT_EQ(working().entries().size(), 1u) << "it still counts";
  EXPECT_EQ(working().entries()[0].open, Q("15"));
  EXPECT_EQ(Rule(Amend(id, Q("20"))), "");
}

TEST_F(AmendTest, ALargerOrderIsHeldToWhatMovesTogetherWithoutItsOldSelf) {
  risk::Limits limits = NoLimits();
  limits.cluster_exposure = 0.2;
  Begin(limits);
  const OrderId id = Rest("15", "99");
  EXPECT_EQ(Rule(Amend(id, Q("20.001"))), "correlated_exposure");
  EXPECT_EQ(desk().HeadRoom({0}, {0}, now_), Q("5.15")) << "the old self counts again, at 99";
  EXPECT_EQ(Rule(Amend(id, Q("20"))), "");
}

TEST_F(AmendTest, WhatHasFilledCountsAsHeldAndNotTwice) {
  risk::Limits limits = NoLimits();
  limits.position_share = 0.2;
  Begin(limits);
  const OrderId id = Rest("15", "100");
  Fill(id, "5");  // at 99: a little more is owned than was paid, so the limit moves by a hair
  EXPECT_EQ(Rule(Amend(id, Q("20.02"))), "position_share");
  EXPECT_EQ(Rule(Amend(id, Q("20"))), "");
}

TEST_F(AmendTest, ALargerOrderIsHeldToTheMoneyThatIsFree) {
  const OrderId id = Rest("50", "100");  // 5,000 of 10,000
  EXPECT_EQ(Rule(Amend(id, Q("100.001"))), "balance");
  EXPECT_EQ(Rule(Amend(id, Q("100"))), "");
}

TEST_F(AmendTest, ALargerOrderIsHeldToTheValueOfOneOrder) {
  risk::Limits limits = NoLimits();
  limits.order_value_max = 2000;
  Begin(limits);
  const OrderId id = Rest("10", "99");
  EXPECT_EQ(Rule(Amend(id, Q("20.001"))), "order_value");
  EXPECT_EQ(Rule(Amend(id, Q("20"))), "");
}

TEST_F(AmendTest, AReplacementTakesItsOldPlaceAmongTheOpenOrders) {
  risk::Limits limits = NoLimits();
  limits.open_orders_per_symbol = 1;
  Begin(limits);
  const OrderId id = Rest("10", "99");
  EXPECT_FALSE(Send(Wish(Side::kBuy, "1", "99")).has_value());
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("98"))), "");
  End(id, OrderEnd::kReplaced);
  EXPECT_EQ(venue().orders.size(), 2u);
}

TEST_F(AmendTest, AReplacementIsHeldToTheThrottleAndWaitsForItOnceItsOrderHasEnded) {
  risk::Limits limits = NoLimits();
  limits.orders_per_second = 2;
  Begin(limits);
  const OrderId id = Rest("10", "99");
  ASSERT_EQ(Rule(Amend(id, std::nullopt, P("98"))), "");
  Rest("1", "99");
  End(id, OrderEnd::kReplaced);
  EXPECT_EQ(venue().orders.size(), 2u) << "two in this second already";
  now_ = now_ + base::Seconds(1);
  desk().AdvanceReplacements(now_);
  EXPECT_EQ(venue().orders.size(), 3u);
}

TEST_F(AmendTest, EntriesThatAreOffAreNotReplacedAndExitsAre) {
  Fill(Rest("10"), "10");
  const OrderId buy = Rest("10", "99"), sell = Rest("5", "105", Side::kSell);
  desk().risk_watch().SetVenueKnown(false);
  EXPECT_EQ(Rule(Amend(buy, std::nullopt, P("98"))), "venue_state");
  EXPECT_EQ(Rule(Amend(sell, std::nullopt, P("104"))), "");
}

TEST_F(AmendTest, ASaleIsHeldToWhatIsHeldWithoutItsOldSelf) {
  Fill(Rest("10"), "10");
  const OrderId sell = Rest("8", "105", Side::kSell);
  EXPECT_EQ(Rule(Amend(sell, Q("10.001"))), "balance");
  EXPECT_EQ(Rule(Amend(sell, Q("10"))), "");
}

TEST_F(AmendTest, WhatIsLeftOfAReplacedOrderIsWorthAnOrder) {
  const OrderId id = Rest("10", "99");
  Fill(id, "9.95");
  EXPECT_EQ(Rule(Amend(id, std::nullopt, P("98"))), "min_notional") << "4.9 USDT";
  EXPECT_TRUE(venue().cancels.empty());
}

// ---- Over a restart.

TEST_F(AmendTest, ARecalledAmendIsAsItWas) {
  const OrderId id = Rest("10", "99");
  desk().Recall(core::AmendOrder{id, Q("4"), P("99"), false, now_});
  EXPECT_EQ(entry(id).state, OrderState::kPendingAmend);
  ASSERT_TRUE(entry(id).amend);
  EXPECT_TRUE(entry(id).amend->open);
  Settle(id, "4");
  EXPECT_FALSE(entry(id).amend->open);
  const OrderId replaced = Rest("10", "99");
  desk().Recall(core::AmendOrder{replaced, Q("10"), P("98"), true, now_});
  desk().Recall(core::CancelOrder{replaced, OrderEnd::kReplaced, now_});
  desk().Book(core::OrderCanceled{replaced, OrderEnd::kReplaced, now_});
  EXPECT_TRUE(desk().has_replacements()) << "what follows had not gone out";
  desk().AdvanceReplacements(now_);
  EXPECT_EQ(venue().orders.back().terms.limit_price, P("98"));
  EXPECT_TRUE(venue().amends.empty()) << "what was asked for is not asked again";
}

}  // namespace
}  // namespace keel::engine
