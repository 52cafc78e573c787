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

  void Trade(core::Side side, Quantity quantity, core::OrderId order = {}) {
    core::Fill fill;
    fill.order = order;
    fill.side = side;
    fill.price = Px("100");
    fill.quantity = quantity;
    fill.fee = {Decimal(), core::CurrencyId{0}};
    fill.time = now_;
    std::vector<portfolio::ClosedLot> closed;
    account_.ledger.Book(fill, &closed);
    if (order.value == 0) return;
    execution::OrderEntry& entry = account_.orders.at(order);
    entry.filled += quantity;
    account_.orders.Apply(
        order, entry.open().is_zero() ? OrderSignal::kLastFill : OrderSignal::kPartialFill);
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
  keeper_.emplace(account_, ExitKeeperOptions{.venue_has_stops = false});
  KeepStop("95");
  KeepTarget("105");
  Go();
  EXPECT_EQ(Legs(), Words{"limit 10 at 105"});
  Accept(LastLeg());
  SetPrice("94.9");
  EXPECT_EQ(Legs(), Words{"limit 10 at 105 ends"});
  End(LastLeg());
  EXPECT_EQ(Legs(), Words{"market 10"});
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
  EXPECT_EQ(Keep(entry), "oco_entry");
  EXPECT_EQ(Keep(Exit(OrderType::kStop, Px("95"))), "");
}

}  // namespace
}  // namespace keel::engine
