// SPDX-License-Identifier: MIT
// Brackets and entries that cancel each other in a session that is killed between any two of their
// steps, against a venue that knows neither. Whole lives with faults are in tests/simulation.
#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::OrderType;
using core::Side;
using execution::VenueStatus;
using testing::Act;
using testing::kStart;
using testing::Px;
using testing::Qty;
using testing::Words;

class BracketSessionTest : public testing::ActingSession {
 protected:
  static Act Bracket(const char* stop = "95") {
    return [stop](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("99");
      const auto sent = market.SubmitBracket(entry, {.stop = Px(stop), .target = Px("105")}, "dip");
      ASSERT_TRUE(sent && sent->stop && sent->target);
      EXPECT_EQ(market.open_orders(pair).size(), 3u);
    };
  }
  /// 4 at 95, or 4 at the market once it is at 105.
  static Act TwoEntries() {
    return [](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("95");
      entry.oco_group = market.NewOcoGroup();
      EXPECT_TRUE(market.Submit(entry, "low"));
      entry.type = OrderType::kStop;
      entry.limit_price = {};
      entry.stop_price = Px("105");
      EXPECT_TRUE(market.Submit(entry, "high"));
    };
  }
};

TEST_F(BracketSessionTest, ExitsSurviveADeathBetweenEntryAndFillAndOneBetweenFillAndExit) {
  Begin(Bracket());
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 99"});
  Die();
  Fill("1", "99");  // nobody listens
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  Die();
  orders_[1].status = VenueStatus::kCanceled;  // a watchdog, say
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  Bid("105");
  EXPECT_EQ(AtVenue(), Words{"sell limit 1 at 105"});  // and the rest of the entry is gone
  Die();
  Open();
  Fill("1", "105");
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(Held().is_zero());
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AnEntryThatEndedMeanwhileTakesItsExitsWithIt) {
  Begin(Bracket());
  Die();
  orders_[0].status = VenueStatus::kCanceled;
  Open();
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AStopOffATickThatTheVenueHasChangedFollowsItsRules) {
  Begin(Bracket("95.25"));
  filters_.tick = Px("0.5");
  Fill("1.5", "99");
  EXPECT_EQ(AtVenue(), Words{"buy limit 2.5 at 99"}) << "the venue refuses a stop at 95.25";
  EXPECT_TRUE(session_->wants_rules());
  EXPECT_TRUE(TellRules());
  EXPECT_FALSE(session_->wants_rules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}));
  filters_.lot = Qty("1");
  EXPECT_TRUE(TellRules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}))
      << "what rests there may stay";
  Die();
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, ABracketThatACoarseTickBringsTogetherIsRefused) {
  filters_.tick = Px("10");
  Begin([](strategy::Context& market, core::InstrumentId pair) {
    core::OrderTerms entry;
    entry.instrument = pair;
    entry.quantity = Qty("4");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("98"), .target = Px("104")}, "tight"));
  });
  EXPECT_TRUE(orders_.empty());
}

TEST_F(BracketSessionTest, AStopThatATickWouldPushToItsTargetStaysBelowItOverADeath) {
  Begin(Bracket("98.2"));  // its target is 105
  filters_.tick = Px("49");
  EXPECT_TRUE(TellRules());
  Fill("4", "99");
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 98"}) << "that grid has 147 next";
  const size_t sent = orders_.size();
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 98"});
  EXPECT_EQ(orders_.size(), sent) << "as near as that grid has it, it is that stop";
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, RulesThatAreKnownAreWrittenDownOnlyWhereTheyAreAwaited) {
  Begin(Bracket());
  const uint64_t written = journal_->head().sequence;
  EXPECT_FALSE(TellRules());
  EXPECT_EQ(journal_->head().sequence, written);
  EXPECT_FALSE(session_->OnRules({{{0}, {Px("0"), Qty("1"), {}}, {}}}, now_)) << "no tick at all";
  const core::InstrumentFilters known = std::exchange(filters_, {Px("7"), Qty("7"), Decimal()});
  Fill("1", "99");
  EXPECT_TRUE(session_->wants_rules());
  filters_ = known;
  EXPECT_FALSE(TellRules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, WaitingExitsPromiseNothing) {
  Begin(Bracket());
  const auto& working = session_->account().working;
  EXPECT_TRUE(working.SellQuantity({0}, {0}).is_zero());
  Fill("1", "99");
  EXPECT_EQ(working.SellQuantity({0}, {0}), Qty("1"));
  Fill("1", "95");  // the stop
  EXPECT_TRUE(working.SellQuantity({0}, {0}).is_zero());
}

TEST_F(BracketSessionTest, WhoeverCancelsTheLastExitEndsTheEntry) {
  Begin(Bracket());
  ASSERT_TRUE(session_->Cancel({2}, "test", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 99"});
  ASSERT_TRUE(session_->Cancel({3}, "test", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AHaltEndsTheEntryAndLeavesWhatItBoughtUnderItsStop) {
  Begin(Bracket());
  Fill("1", "99");
  ASSERT_TRUE(session_->Kill({}, "test", "halt", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{"sell stop 1 at 95"});
  ExpectReplayIsEqual();
}

/// Buys at the first bar, and at the second puts a trail and a target under the price into one
/// group.
class BuysThenGuards final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (market.warming()) return;
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.quantity = Qty("4");
    if (!std::exchange(bought_, true)) {
      EXPECT_TRUE(market.Submit(terms, "buy"));
      return;
    }
    if (std::exchange(guarded_, true)) return;
    terms.side = Side::kSell;
    terms.oco_group = market.NewOcoGroup();
    terms.type = OrderType::kTrailingStop;
    terms.trail_fraction = 0.001;
    EXPECT_TRUE(market.Submit(terms, "trail"));
    terms.type = OrderType::kTakeProfit;
    terms.trail_fraction = 0;
    terms.stop_price = Px("99.95");
    EXPECT_TRUE(market.Submit(terms, "target"));
  }

 private:
  bool bought_ = false, guarded_ = false;
};

TEST_F(BracketSessionTest, AStepThatPutsTheTrailAboveTheTargetEndsTheTargetAndNotTheProgram) {
  specs_[0].make = [](const strategy::Params&) {
    return base::Result<std::unique_ptr<strategy::Strategy>>(std::make_unique<BuysThenGuards>());
  };
  Open();
  CloseBar(100, 1e6);
  Fill("4", "100");
  CloseBar(100, 1e6);
  ASSERT_TRUE(session_->account().orders.at({3}).is_kept);
  Die();
  filters_.tick = Px("0.5");  // the trail, 99.9, becomes 100
  Open();
  EXPECT_EQ(session_->account().orders.at({3}).end, core::OrderEnd::kAgainstFilters);
  EXPECT_FALSE(session_->account().orders.at({2}).is_terminal()) << "what is held stays guarded";
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, ABracketThatIsRefusedSendsNothing) {
  Begin([](strategy::Context& market, core::InstrumentId pair) {
    core::OrderTerms entry;
    entry.instrument = pair;
    entry.quantity = Qty("4");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("101")}, "wrong side"));
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("1")}, "a stop below the minimum"));
    entry.quantity = Qty("0.05");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("95")}, "stop too small"));
    EXPECT_TRUE(market.open_orders(pair).empty());
  });
  EXPECT_TRUE(orders_.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, OfTwoEntriesOneWorksAndTheLargerIsReserved) {
  Begin(TwoEntries());
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 95"});
  const auto& account = session_->account();
  const Decimal reserved =
      account.working.ReservedQuote(account.ledger.universe(), core::CurrencyId{0});
  EXPECT_GE(reserved, Decimal::FromInt(420));
  EXPECT_LT(reserved, Decimal::FromInt(440));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AHaltEndsBothEntries) {
  Begin(TwoEntries());
  ASSERT_TRUE(session_->Kill({}, "test", "halt", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  Bid("106");
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, TheFirstEntryThatFillsEndsTheOtherForGood) {
  Begin(TwoEntries());
  Fill("1", "95");  // ends the stop
  EXPECT_EQ(session_->account().working.size(), 2u);
  Bid("106");
  EXPECT_EQ(AtVenue(), Words{"buy limit 3 at 95"});
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy limit 3 at 95"});
  Fill("3", "95");
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, TwoEntriesNeverBuyMoreThanOne) {
  Begin(TwoEntries());
  session_->OnBestBid({0}, Px("105"), now_);
  ASSERT_TRUE(session_->Commit());
  Die();  // before the cancel of the limit has left
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy market 4"});
  EXPECT_GE(protection_, Px("105"));  // of a bar that closed at 100, and a stop at 105
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy market 4"});
  Fill("4", "105");
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AnEntryOfAGroupThatTheVenueEndedStaysEnded) {
  Begin(TwoEntries());
  Die();
  orders_[0].status = VenueStatus::kCanceled;  // the watchdog
  Open();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
