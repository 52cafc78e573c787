// SPDX-License-Identifier: MIT
// One group of exits and a venue that answers as the test says. Whole lives, with faults and
// crashes, are in tests/simulation.
#include "engine/exit_keeper.h"

#include <gtest/gtest.h>

namespace keel::engine {
namespace {

using base::Seconds;
using core::Decimal;
using core::OrderEnd;
using core::OrderType;
using core::Price;
using core::Quantity;
using execution::OrderSignal;

Price Px(const char* text) { return Price(Decimal::Parse(text).value()); }
Quantity Qty(const char* text) { return Quantity(Decimal::Parse(text).value()); }

core::Universe OnePair() {
  core::Universe universe;
  universe.AddCurrency("USDT");
  const core::InstrumentFilters filters{Px("0.01"), Qty("0.001"), Decimal::FromInt(5)};
  CHECK(universe.Add("venue", *core::ParseSymbol("BTC/USDT"), filters).has_value(), "a pair");
  return universe;
}

class ExitKeeperTest : public testing::Test {
 protected:
  ExitKeeperTest()
      : account_{*portfolio::Ledger::Open(universe_, core::CurrencyId{0}, 1),
                 portfolio::WorkingOrders(1),
                 {},
                 risk::Breaker(*risk::LimitsOf("research"))} {
    account_.ledger.Deposit({Decimal::FromInt(100'000), core::CurrencyId{0}});
    account_.ledger.Mark({0}, Px("100"));
    Trade(core::Side::kBuy, Qty("10"));
    keeper_.emplace(account_, ExitKeeperOptions{});
  }

  void Trade(core::Side side, Quantity quantity, core::OrderId order = {},
             const char* price = "100", const char* coins = "0") {
    core::Fill fill;
    fill.order = order;
    fill.side = side;
    fill.price = Px(price);
    fill.quantity = quantity;
    fill.fee = {Decimal::Parse(coins).value(), universe_.at({0}).base};
    fill.time = now_;
    std::vector<portfolio::ClosedLot> closed;
    account_.ledger.Book(fill, &closed);
    if (order.value == 0) return;
    execution::OrderEntry& entry = account_.orders.at(order);
    entry.filled += quantity;
    account_.orders.Apply(
        order, entry.open().is_zero() ? OrderSignal::kLastFill : OrderSignal::kPartialFill);
    entry.value += core::Notional(fill.price, quantity);
    keeper_->OnBooked(fill);
    keeper_->OnReport(core::OrderFilled{fill}, now_);
    Go();
  }

  static core::OrderTerms Exit(OrderType type, Price price, uint32_t group = 1) {
    core::OrderTerms terms;
    terms.side = core::Side::kSell;
    terms.type = type;
    terms.quantity = Qty("10");
    terms.oco_group = group;
    (type == OrderType::kLimit ? terms.limit_price : terms.stop_price) = price;
    return terms;
  }
  /// The rule that refused it, or nothing.
  std::string Keep(const core::OrderTerms& terms) {
    core::Order order;
    order.id = account_.orders.next_id();
    order.terms = terms;
    order.reference_price = 100;
    const auto refusal = keeper_->Keep(order, Px("100"), now_);
    if (refusal) return std::string(refusal->rule);
    account_.orders.Add(order, true);
    account_.orders.Apply(order.id, OrderSignal::kAccept);
    keeper_->TakeReports();
    return "";
  }
  core::OrderId KeepStop(const char* price) {
    EXPECT_EQ(Keep(Exit(OrderType::kStop, Px(price))), "");
    return {account_.orders.entries().size()};
  }
  core::OrderId KeepTarget(const char* price) {
    EXPECT_EQ(Keep(Exit(OrderType::kTakeProfit, Px(price))), "");
    return {account_.orders.entries().size()};
  }

  /// A bracket: an entry for 4 that rests at 100, sent and accepted, and its exits.
  core::OrderId Enter(const std::vector<core::OrderTerms>& exits) {
    core::Order entry;
    entry.id = account_.orders.next_id();
    entry.terms.type = OrderType::kLimit;
    entry.terms.quantity = Qty("4");
    entry.terms.limit_price = Px("100");
    entry.terms.oco_group = exits[0].oco_group;
    account_.orders.Add(entry);
    keeper_->Expect(entry);
    for (const core::OrderTerms& terms : exits) {
      core::Order exit;
      exit.id = account_.orders.next_id();
      exit.terms = terms;
      exit.terms.quantity = Qty("4");
      exit.reference_price = 100;
      keeper_->KeepForEntry(exit, now_);
      account_.orders.Add(exit, true);
      account_.orders.Apply(exit.id, OrderSignal::kAccept);
    }
    keeper_->TakeReports();
    Go();
    Accept(entry.id);
    return entry.id;
  }
  core::OrderId EnterWithBoth() {
    return Enter({Exit(OrderType::kStop, Px("95"), 7), Exit(OrderType::kTakeProfit, Px("105"), 7)});
  }
  /// Two entries for 10 that cancel each other, a limit at 95 and a stop at 105; the first's
  /// number.
  core::OrderId KeepTwoEntries() {
    core::OrderTerms entry = Exit(OrderType::kLimit, Px("95"));
    entry.side = core::Side::kBuy;
    entry.post_only = true;
    EXPECT_EQ(Keep(entry), "");
    entry.post_only = false;
    entry.type = OrderType::kStop;
    entry.limit_price = {};
    entry.stop_price = Px("105");
    EXPECT_EQ(Keep(entry), "");
    Go();
    return {account_.orders.entries().size() - 2};
  }
  void Restart(const char* price) {
    // What the journal tells of a bracket before its exits.
    const std::vector<execution::OrderEntry> entries = account_.orders.entries();
    keeper_.emplace(account_, ExitKeeperOptions{});
    for (const execution::OrderEntry& entry : entries) {
      const core::Order& order = entry.order;
      const bool enters =
          !entry.is_kept && order.terms.oco_group == 7 && order.terms.side == core::Side::kBuy;
      if (!enters) continue;
      keeper_->Expect(order);
      core::Fill fill;
      fill.order = order.id;
      fill.side = order.terms.side;
      fill.quantity = entry.filled;
      fill.fee = {coins_, universe_.at({0}).base};
      if (entry.filled.is_positive()) keeper_->OnBooked(fill);
    }
    keeper_->Restore({0}, Px(price), now_);
    Go();
  }

  /// Does what the keeper wants.
  void Go() {
    for (const ExitStep& step : keeper_->Advance(now_)) {
      if (step.cancels) {
        account_.orders.Apply(step.leg_order, OrderSignal::kCancelRequest);
        continue;
      }
      core::Order leg;
      leg.id = account_.orders.next_id();
      leg.terms = step.terms;
      leg.created_at = now_;
      account_.orders.Add(leg);
      keeper_->OnSent(step, leg.id);
    }
    for (const core::Report& report : keeper_->TakeReports()) {
      if (const auto* ended = std::get_if<core::OrderCanceled>(&report)) {
        account_.orders.Apply(ended->order, OrderSignal::kCancel);
        ended_.emplace_back(ended->order, ended->why);
      }
    }
  }
  void Accept(core::OrderId leg) {
    account_.orders.Apply(leg, OrderSignal::kAccept);
    keeper_->OnReport(core::OrderAccepted{leg, now_}, now_);
    Go();
  }
  void End(core::OrderId leg) {
    account_.orders.Apply(leg, OrderSignal::kCancel);
    keeper_->OnReport(core::OrderCanceled{leg, OrderEnd::kCanceledByVenue, now_}, now_);
    Go();
  }
  void SetPrice(const char* price) {
    keeper_->OnPrice({0}, Px(price), now_);
    Go();
  }
  /// The legs that have not ended, in words.
  std::vector<std::string> Legs() const {
    std::vector<std::string> legs;
    for (const execution::OrderEntry& entry : account_.orders.entries()) {
      if (entry.is_kept || entry.is_terminal()) continue;
      const core::OrderTerms& terms = entry.order.terms;
      const Price at = terms.stop_price.is_positive() ? terms.stop_price : terms.limit_price;
      std::string text = std::string(ToString(terms.type)) + " " + entry.open().ToString();
      if (at.is_positive()) text += " at " + at.ToString();
      if (entry.state == execution::OrderState::kPendingCancel) text += " ends";
      legs.push_back(text);
    }
    return legs;
  }
  core::OrderId LastLeg() const { return {account_.orders.entries().size()}; }
  using Words = std::vector<std::string>;

  core::Universe universe_ = OnePair();
  base::UnixNanos now_{1'700'000'000'000'000'000};
  Account account_;
  std::optional<ExitKeeper> keeper_;
  std::vector<std::pair<core::OrderId, OrderEnd>> ended_;
  Decimal coins_;  // that fees of the bracket's entry took, for Restart
};

TEST_F(ExitKeeperTest, OfTwoExitsOneRestsAndTheOtherTakesItsPlaceOnceItHasEnded) {
  const core::OrderId stop = KeepStop("95"), target = KeepTarget("105");
  Go();
  EXPECT_EQ(Legs(), Words{"stop 10 at 95"});
  Accept(LastLeg());
  SetPrice("105");
  EXPECT_EQ(Legs(), Words{"stop 10 at 95 ends"});  // and nothing beside it
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"limit 10 at 105"});
  Accept(LastLeg());
  Trade(core::Side::kSell, Qty("10"), LastLeg());
  EXPECT_EQ(Legs(), Words{});
  ASSERT_EQ(ended_.size(), 2u);
  EXPECT_EQ(ended_[0], std::pair(stop, OrderEnd::kCanceledByOco));
  EXPECT_EQ(ended_[1], std::pair(target, OrderEnd::kCanceledByOco));
  EXPECT_EQ(keeper_->groups(), 0u);
}

TEST_F(ExitKeeperTest, AStopThatTheVenueEndsIsMadeAgain) {
  KeepStop("95");
  Go();
  Accept(LastLeg());
  now_ = now_ + Seconds(10);
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"stop 10 at 95"});
  now_ = now_ + Seconds(2);
  Go();
  EXPECT_EQ(keeper_->unprotected(), Seconds(2));
  EXPECT_EQ(keeper_->WithoutStop().size(), 1u);
  Accept(LastLeg());
  EXPECT_TRUE(keeper_->WithoutStop().empty());
}

TEST_F(ExitKeeperTest, WhatAStopHasSoldInPartIsNotSoldAgain) {
  KeepStop("95");
  KeepTarget("105");
  Go();
  const core::OrderId stop = LastLeg();
  Accept(stop);
  SetPrice("105");
  Trade(core::Side::kSell, Qty("4"), stop);
  End(stop);
  EXPECT_EQ(Legs(), Words{"limit 6 at 105"});
}

TEST_F(ExitKeeperTest, ACancelledExitEndsWhenNothingWorksForIt) {
  const core::OrderId stop = KeepStop("95");
  Go();
  Accept(LastLeg());
  account_.orders.Apply(stop, OrderSignal::kCancelRequest);
  keeper_->Cancel(stop, OrderEnd::kCanceledByUser);
  Go();
  EXPECT_EQ(Legs(), Words{"stop 10 at 95 ends"});
  EXPECT_TRUE(ended_.empty());  // it may fill yet
  End(LastLeg());
  ASSERT_EQ(ended_.size(), 1u);
  EXPECT_EQ(ended_[0], std::pair(stop, OrderEnd::kCanceledByUser));
  EXPECT_EQ(Legs(), Words{});
}

TEST_F(ExitKeeperTest, WithoutItsStopATargetRests) {
  const core::OrderId stop = KeepStop("95");
  KeepTarget("105");
  Go();
  Accept(LastLeg());
  account_.orders.Apply(stop, OrderSignal::kCancelRequest);
  keeper_->Cancel(stop, OrderEnd::kCanceledByUser);
  Go();
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"limit 10 at 105"});
}

TEST_F(ExitKeeperTest, AStopFollowsThePriceInStepsAndNeverBack) {
  core::OrderTerms terms = Exit(OrderType::kTrailingStop, {});
  terms.trail_fraction = 0.1;
  ASSERT_EQ(Keep(terms), "");
  Go();
  EXPECT_EQ(Legs(), Words{"stop 10 at 90"});
  Accept(LastLeg());
  SetPrice("100.5");  // 0.45 to gain, of a step of 1
  EXPECT_EQ(Legs(), Words{"stop 10 at 90"});
  EXPECT_FALSE(keeper_->IsNews({0}, Px("101")));
  EXPECT_TRUE(keeper_->IsNews({0}, Px("102")));
  SetPrice("102");
  EXPECT_EQ(Legs(), Words{"stop 10 at 90 ends"});
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"stop 10 at 91.8"});
  SetPrice("95");
  EXPECT_EQ(Legs(), Words{"stop 10 at 91.8"});
}

TEST_F(ExitKeeperTest, OnlyPricesThatCrossALevelAreNews) {
  KeepStop("95");
  KeepTarget("105");
  Go();
  EXPECT_FALSE(keeper_->IsNews({0}, Px("104.99")));
  EXPECT_FALSE(keeper_->IsNews({0}, Px("95.01")));
  EXPECT_TRUE(keeper_->IsNews({0}, Px("105")));
  EXPECT_TRUE(keeper_->IsNews({0}, Px("95")));
  SetPrice("106");
  EXPECT_FALSE(keeper_->IsNews({0}, Px("107")));
  EXPECT_TRUE(keeper_->IsNews({0}, Px("104")));
}

TEST_F(ExitKeeperTest, ARestartKnowsWhatWorksWhatWasSoldAndHowFarAStopHadCome) {
  core::OrderTerms terms = Exit(OrderType::kTrailingStop, {});
  terms.trail_fraction = 0.1;
  ASSERT_EQ(Keep(terms), "");
  KeepTarget("130");
  Go();
  Accept(LastLeg());
  SetPrice("110");
  End(LastLeg());
  ASSERT_EQ(Legs(), Words{"stop 10 at 99"});
  Accept(LastLeg());
  Trade(core::Side::kSell, Qty("4"), LastLeg());
  const core::OrderId leg = LastLeg();

  keeper_.emplace(account_, ExitKeeperOptions{});
  keeper_->Restore({0}, Px("101"), now_);
  Go();
  EXPECT_EQ(Legs(), Words{"stop 6 at 99"});  // the same order, and no second one
  EXPECT_TRUE(keeper_->IsLeg(leg));
  SetPrice("130");
  EXPECT_EQ(Legs(), Words{"stop 6 at 99 ends"});
  End(leg);
  EXPECT_EQ(Legs(), Words{"limit 6 at 130"});
}

TEST_F(ExitKeeperTest, WhereTheVenueHasNoStopsTheyAreWatchedAndTheTargetRests) {
  keeper_.emplace(account_, ExitKeeperOptions{.stops = {{.at_market = false}}});
  KeepStop("95");
  KeepTarget("105");
  Go();
  EXPECT_EQ(Legs(), Words{"limit 10 at 105"});
  EXPECT_TRUE(keeper_->WithoutStop().empty()) << "its stop does not belong there";
  const auto watched = keeper_->TakeWatched();
  ASSERT_EQ(watched.size(), 1u);
  EXPECT_EQ(watched[0].held, Qty("10"));
  EXPECT_EQ(watched[0].most, 0u);
  Go();
  EXPECT_TRUE(keeper_->TakeWatched().empty()) << "it is said once";
  Accept(LastLeg());
  SetPrice("94.9");
  EXPECT_EQ(Legs(), Words{"limit 10 at 105 ends"});
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"market 10"});
}

TEST_F(ExitKeeperTest, NoMoreStopsRestThanTheVenueTakesAndTheOthersAreWatched) {
  keeper_.emplace(account_, ExitKeeperOptions{.stops = {{.most = 2}}});
  for (const uint32_t group : {1, 2, 3}) {
    core::OrderTerms stop = Exit(OrderType::kStop, Px("95"), group);
    stop.quantity = Qty("3");
    EXPECT_EQ(Keep(stop), "");
  }
  Go();
  EXPECT_EQ(Legs(), (Words{"stop 3 at 95", "stop 3 at 95"}));
  const core::OrderId second = LastLeg(), first{second.value - 1};
  Accept(first);
  Accept(second);
  EXPECT_EQ(keeper_->TakeWatched().size(), 1u);
  now_ = now_ + Seconds(5);
  Go();
  EXPECT_EQ(keeper_->unprotected(), Seconds(5));
  Trade(core::Side::kSell, Qty("3"), first);
  EXPECT_EQ(Legs(), (Words{"stop 3 at 95", "stop 3 at 95"})) << "the third has room now";
  keeper_->OnRules({0}, {.stops = {.most = 1}}, true, now_);
  Go();
  EXPECT_EQ(Legs(), (Words{"stop 3 at 95", "stop 3 at 95"})) << "what rests stays";
}

TEST_F(ExitKeeperTest, AStopThatTheVenueHasNoRoomForIsWatchedAndNotSold) {
  KeepStop("95");
  Go();
  for (int i = 0; i < 4; ++i) {
    const core::OrderId leg = LastLeg();
    account_.orders.Apply(leg, OrderSignal::kReject);
    keeper_->OnReport(core::OrderRejected{leg, OrderEnd::kTooManyOrders, now_}, now_);
    Go();
    EXPECT_EQ(Legs(), Words{});
    now_ = now_ + base::Minutes(1);
    Go();
    EXPECT_EQ(Legs(), Words{"stop 10 at 95"});
  }
  EXPECT_EQ(keeper_->TakeWatched().size(), 1u);
}

TEST_F(ExitKeeperTest, AnEntryThatTheVenueDoesNotTakeIsKeptLikeOneOfAGroup) {
  keeper_.emplace(account_,
                  ExitKeeperOptions{.stops = {{.at_market = false, .with_limit = false}}});
  core::OrderTerms entry = Exit(OrderType::kStop, Px("105"), 0);
  entry.side = core::Side::kBuy;
  EXPECT_TRUE(keeper_->Keeps(entry));
  EXPECT_TRUE(ExitKeeper::CanBeKept(entry));
  entry.oco_group = 1;
  EXPECT_EQ(Keep(entry), "");
  Go();
  EXPECT_EQ(Legs(), Words{});
  SetPrice("105");
  EXPECT_EQ(Legs(), Words{"market 10"});
  entry.oco_group = 0;
  entry.type = OrderType::kStopLimit;
  entry.limit_price = Px("105");
  EXPECT_TRUE(keeper_->Keeps(entry));
  EXPECT_FALSE(ExitKeeper::CanBeKept(entry)) << "and the desk says so";
  entry.type = OrderType::kLimit;
  EXPECT_FALSE(keeper_->Keeps(entry));
}

TEST_F(ExitKeeperTest, APositionThatShrankByAnotherHandIsNotOversold) {
  KeepStop("95");
  Go();
  Accept(LastLeg());
  Trade(core::Side::kSell, Qty("3"));
  Go();
  EXPECT_EQ(Legs(), Words{"stop 10 at 95 ends"});
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"stop 7 at 95"});
}

TEST_F(ExitKeeperTest, RefusesWhatItCannotKeep) {
  KeepTarget("105");
  EXPECT_EQ(Keep(Exit(OrderType::kLimit, Px("106"))), "oco_group");
  EXPECT_EQ(Keep(Exit(OrderType::kStop, Px("105"))), "oco_prices");
  core::OrderTerms other = Exit(OrderType::kStop, Px("95"));
  other.quantity = Qty("9");
  EXPECT_EQ(Keep(other), "oco_quantity");
  core::OrderTerms entry = Exit(OrderType::kStop, Px("110"), 2);
  entry.side = core::Side::kBuy;
  entry.tif = core::TimeInForce::kGtd;  // nobody would end it in time
  EXPECT_EQ(Keep(entry), "oco_entry");
  entry.tif = core::TimeInForce::kGtc;
  entry.oco_group = 1;
  EXPECT_EQ(Keep(entry), "oco_group");  // entries and exits are no group
  Enter({Exit(OrderType::kStop, Px("95"), 7)});
  EXPECT_EQ(Keep(Exit(OrderType::kTakeProfit, Px("105"), 7)), "oco_group");
  EXPECT_EQ(Keep(Exit(OrderType::kStop, Px("95"))), "");
}

// ---- Brackets: an entry that brings its exits.

TEST_F(ExitKeeperTest, WhatAnEntryBuysIsUnderItsStopAtOnceInPartsToo) {
  const core::OrderId entry = EnterWithBoth();
  EXPECT_EQ(Legs(), Words{"limit 4 at 100"});
  EXPECT_FALSE(keeper_->IsNews({0}, Px("94")));  // nothing is held that the stop could sell
  SetPrice("94");
  SetPrice("106");
  SetPrice("100");
  EXPECT_EQ(Legs(), Words{"limit 4 at 100"});
  Trade(core::Side::kBuy, Qty("1.5"), entry);
  EXPECT_EQ(Legs(), (Words{"limit 2.5 at 100", "stop 1.5 at 95"}));
  Accept(LastLeg());
  Trade(core::Side::kBuy, Qty("2.5"), entry);
  EXPECT_EQ(Legs(), (Words{"stop 1.5 at 95", "stop 2.5 at 95"}));
  EXPECT_TRUE(ended_.empty());
}

TEST_F(ExitKeeperTest, AnEntryThatBoughtNothingTakesItsExitsWithIt) {
  const core::OrderId entry = EnterWithBoth();
  End(entry);
  ASSERT_EQ(ended_.size(), 2u);
  EXPECT_EQ(ended_[0], std::pair(core::OrderId{entry.value + 1}, OrderEnd::kCanceledByOco));
  EXPECT_EQ(ended_[1], std::pair(core::OrderId{entry.value + 2}, OrderEnd::kCanceledByOco));
  EXPECT_EQ(keeper_->groups(), 0u);
}

TEST_F(ExitKeeperTest, AnEntryThatEndedInPartLeavesItsExitsForThatPart) {
  const core::OrderId entry = EnterWithBoth();
  Trade(core::Side::kBuy, Qty("1.5"), entry);
  Accept(LastLeg());
  End(entry);
  EXPECT_EQ(Legs(), Words{"stop 1.5 at 95"});
  Trade(core::Side::kSell, Qty("1.5"), LastLeg());
  EXPECT_EQ(ended_.size(), 2u);
  EXPECT_EQ(keeper_->groups(), 0u);
}

TEST_F(ExitKeeperTest, AnEntryThatWasLoweredIsOverOnceThatIsBought) {
  const core::OrderId entry = EnterWithBoth();
  account_.orders.at(entry).order.terms.quantity = Qty("1.5");
  Trade(core::Side::kBuy, Qty("1.5"), entry);
  EXPECT_EQ(Legs(), Words{"stop 1.5 at 95"});
  Accept(LastLeg());
  Trade(core::Side::kSell, Qty("1.5"), LastLeg());
  EXPECT_EQ(ended_.size(), 2u);
  EXPECT_EQ(keeper_->groups(), 0u);
}

TEST_F(ExitKeeperTest, OnceAnExitHasBegunTheRestOfTheEntryEnds) {
  const core::OrderId entry = EnterWithBoth();
  Trade(core::Side::kBuy, Qty("1.5"), entry);
  const core::OrderId stop = LastLeg();
  Accept(stop);
  Trade(core::Side::kSell, Qty("1"), stop);
  EXPECT_EQ(Legs(), (Words{"limit 2.5 at 100 ends", "stop 0.5 at 95"}));
  Trade(core::Side::kBuy, Qty("2.5"), entry);  // it was quicker
  EXPECT_EQ(Legs(), (Words{"stop 0.5 at 95", "stop 2.5 at 95"}));
}

TEST_F(ExitKeeperTest, CoinsThatAFeeTookAreNotForSale) {
  const core::OrderId entry = EnterWithBoth();
  Trade(core::Side::kBuy, Qty("4"), entry, "100", "0.01");  // beside 10 that others hold
  EXPECT_EQ(Legs(), Words{"stop 3.99 at 95"});
  coins_ = Decimal::Parse("0.01").value();
  Restart("100");
  EXPECT_EQ(Legs(), Words{"stop 3.99 at 95"});
}

TEST_F(ExitKeeperTest, ABracketsStopFollowsThePriceFromWhereItsEntryBought) {
  core::OrderTerms trail = Exit(OrderType::kTrailingStop, {}, 7);
  trail.trail_fraction = 0.1;
  const core::OrderId entry = Enter({trail});
  SetPrice("150");  // before anything is bought
  SetPrice("99");
  Trade(core::Side::kBuy, Qty("4"), entry, "98");
  EXPECT_EQ(Legs(), Words{"stop 4 at 88.2"});
  Restart("98");
  EXPECT_EQ(Legs(), Words{"stop 4 at 88.2"});
  SetPrice("110");
  EXPECT_EQ(Legs(), Words{"stop 4 at 88.2 ends"});
}

TEST_F(ExitKeeperTest, ARestartBeforeTheFillStillHasTheExits) {
  const core::OrderId entry = EnterWithBoth();
  Restart("101");
  EXPECT_FALSE(keeper_->IsLeg(entry));  // it is its strategy's
  Trade(core::Side::kBuy, Qty("4"), entry);
  EXPECT_EQ(Legs(), Words{"stop 4 at 95"});
  Accept(LastLeg());
  Restart("101");
  EXPECT_EQ(Legs(), Words{"stop 4 at 95"});
  SetPrice("105");
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"limit 4 at 105"});
}

TEST_F(ExitKeeperTest, ARestartBeyondTheStopSellsWhatItsOrderDoesNot) {
  const core::OrderId entry = EnterWithBoth();
  Trade(core::Side::kBuy, Qty("3"), entry);
  Restart("94");  // it is not known whether the stop came there
  EXPECT_EQ(Legs(), (Words{"limit 1 at 100 ends", "stop 3 at 95 ends"}));
}

TEST_F(ExitKeeperTest, WithoutExitsAnEntryIsStillHeardOut) {
  const core::OrderId entry = EnterWithBoth();
  for (const uint64_t id : {entry.value + 1, entry.value + 2}) {
    account_.orders.Apply({id}, OrderSignal::kCancelRequest);
    keeper_->Cancel({id}, OrderEnd::kCanceledByUser);
  }
  Go();
  EXPECT_EQ(ended_.size(), 2u);
  Trade(core::Side::kBuy, Qty("1"), entry);
  EXPECT_EQ(Legs(), Words{"limit 3 at 100"});  // whoever cancelled the exits wants none
  End(entry);
  EXPECT_EQ(keeper_->groups(), 0u);
}

// ---- Entries that cancel each other.

TEST_F(ExitKeeperTest, OfTwoEntriesTheLimitRestsAndTheStopTakesItsPlace) {
  KeepTwoEntries();
  EXPECT_EQ(Legs(), Words{"limit 10 at 95"});
  EXPECT_TRUE(account_.orders.at(LastLeg()).order.terms.post_only);
  Accept(LastLeg());
  EXPECT_FALSE(keeper_->IsNews({0}, Px("104.99")));
  EXPECT_TRUE(keeper_->IsNews({0}, Px("105")));
  SetPrice("105");
  EXPECT_EQ(Legs(), Words{"limit 10 at 95 ends"});  // and nothing beside it
  Trade(core::Side::kBuy, Qty("4"), LastLeg());     // it was quicker
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"market 6"});
  Accept(LastLeg());
  Trade(core::Side::kBuy, Qty("6"), LastLeg());
  EXPECT_EQ(Legs(), Words{});
  EXPECT_EQ(ended_.size(), 2u);
  EXPECT_EQ(keeper_->groups(), 0u);
  EXPECT_EQ(keeper_->unprotected(), Seconds(0));
}

TEST_F(ExitKeeperTest, TheFirstEntryThatFillsEndsTheOther) {
  const core::OrderId limit = KeepTwoEntries();
  Accept(LastLeg());
  Trade(core::Side::kBuy, Qty("4"), LastLeg());
  ASSERT_EQ(ended_.size(), 1u);
  EXPECT_EQ(ended_[0], std::pair(core::OrderId{limit.value + 1}, OrderEnd::kCanceledByOco));
  SetPrice("106");
  EXPECT_EQ(Legs(), Words{"limit 6 at 95"});
}

TEST_F(ExitKeeperTest, AnEntryThatEndsUnaskedIsNotSentAgain) {
  KeepTwoEntries();
  Accept(LastLeg());
  now_ = now_ + Seconds(10);
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{});
  ASSERT_EQ(ended_.size(), 2u);
  EXPECT_EQ(ended_[0].second, OrderEnd::kCanceledByVenue);
  EXPECT_EQ(keeper_->groups(), 0u);
}

TEST_F(ExitKeeperTest, ARestartGoesOnWithTheEntryThatHadBegun) {
  KeepTwoEntries();
  Accept(LastLeg());
  Restart("100");
  EXPECT_EQ(Legs(), Words{"limit 10 at 95"});
  SetPrice("105");
  Restart("104");  // the stop was reached: the limit does not come back
  EXPECT_EQ(Legs(), Words{"limit 10 at 95 ends"});
  account_.orders.at(LastLeg()).end = OrderEnd::kCanceledByOco;
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"market 10"});
}

TEST_F(ExitKeeperTest, ACancelledLimitLeavesTheStopToWait) {
  const core::OrderId limit = KeepTwoEntries();
  Accept(LastLeg());
  account_.orders.Apply(limit, OrderSignal::kCancelRequest);
  keeper_->Cancel(limit, OrderEnd::kCanceledByUser);
  Go();
  EXPECT_EQ(Legs(), Words{"limit 10 at 95 ends"});
  Restart("100");
  End({limit.value + 2});
  EXPECT_EQ(Legs(), Words{});
  SetPrice("105");
  EXPECT_EQ(Legs(), Words{"market 10"});
}

}  // namespace
}  // namespace keel::engine
