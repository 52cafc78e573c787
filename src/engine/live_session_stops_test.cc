// SPDX-License-Identifier: MIT
// Stops of a session at a venue that has none of the pair, or takes only so many: they are watched
// here, over deaths too, and nothing is sold because the venue does not take them.
#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using core::OrderType;
using core::Side;
using testing::Act;
using testing::Px;
using testing::Qty;
using testing::Words;

class StopsSessionTest : public testing::ActingSession {
 protected:
  static Act Bracket() {
    return [](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("99");
      EXPECT_TRUE(market.SubmitBracket(entry, {.stop = Px("95"), .target = Px("105")}, "dip"));
    };
  }
  /// Buys 6 and puts a stop of its own under each.
  static Act SixStops() {
    return [](strategy::Context& market, core::InstrumentId pair) {
      for (int i = 0; i < 6; ++i) {
        core::OrderTerms entry;
        entry.instrument = pair;
        entry.type = OrderType::kLimit;
        entry.quantity = Qty("1");
        entry.limit_price = Px("99");
        EXPECT_TRUE(market.SubmitBracket(entry, {.stop = Px("95")}, "dip"));
      }
    };
  }
  static Act BuyAt105(OrderType type) {
    return [type](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = type;
      entry.quantity = Qty("4");
      entry.stop_price = Px("105");
      if (type == OrderType::kStopLimit) entry.limit_price = Px("106");
      EXPECT_EQ(market.Submit(entry, "breakout").has_value(), type == OrderType::kStop);
    };
  }
  void FillAll(int orders) {
    for (int i = 0; i < orders; ++i) FillOldestBuy();
  }
  size_t Records(SessionRecord kind) {
    auto reader = *storage::JournalReader::Open(*folder_);
    size_t count = 0;
    while (const auto record = *reader.Next()) {
      count += record->head.kind.type == static_cast<uint16_t>(kind) ? 1 : 0;
    }
    return count;
  }

 private:
  /// The venue fills its oldest working purchase for 1.
  void FillOldestBuy() {
    for (size_t i = 0; i < orders_.size(); ++i) {
      execution::VenueOrder& order = orders_[i];
      if (order.status != execution::VenueStatus::kWorking || terms_[i].side != Side::kBuy)
        continue;
      order.executed = order.quantity;
      order.status = execution::VenueStatus::kFilled;
      trades_.push_back({trades_.size() + 1,
                         order.venue_id,
                         {0},
                         Side::kBuy,
                         core::Liquidity::kMaker,
                         Px("99"),
                         order.quantity,
                         {core::Decimal(), core::CurrencyId{0}},
                         now_});
      session_->OnVenueEvent(execution::StreamOrder{order, trades_.back()}, now_);
      return Drain();
    }
    FAIL() << "no purchase works at the venue";
  }
};

// It was sold at the market three seconds after it was bought, again and again.
TEST_F(StopsSessionTest, WhereAPairHasNoStopsWhatIsBoughtIsKeptAndItsStopWatched) {
  stops_.at_market = false;
  Begin(Bracket());
  Fill("4", "99");
  EXPECT_EQ(AtVenue(), Words{"sell limit 4 at 105"}) << "the target rests instead";
  Pass(base::Minutes(5));
  EXPECT_EQ(AtVenue(), Words{"sell limit 4 at 105"});
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_EQ(refused_stops_, 0) << "it is not asked for what it does not have";
  EXPECT_GE(session_->unprotected(), base::Minutes(5));
  EXPECT_EQ(Records(SessionRecord::kAlert), 1U);
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"sell limit 4 at 105"});
  Bid("95.01");
  EXPECT_EQ(AtVenue(), Words{"sell limit 4 at 105"});
  Bid("95");
  EXPECT_EQ(AtVenue(), Words{"sell market 4"});
  Fill("4", "94.9");
  EXPECT_TRUE(Held().is_zero());
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(StopsSessionTest, TheSixthStopOfFiveIsWatchedAndSellsWhenItsPriceComes) {
  stops_.most = room_for_stops_ = 5;
  Begin(SixStops());
  FillAll(6);
  EXPECT_EQ(AtVenue(), Words(5, "sell stop 1 at 95"));
  Pass(base::Minutes(3));
  EXPECT_EQ(Held(), Qty("6"));
  EXPECT_EQ(refused_stops_, 0);
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words(5, "sell stop 1 at 95"));
  Bid("94.9");
  EXPECT_EQ(AtVenue().back(), "sell market 1") << "the five are the venue's to trigger";
  EXPECT_EQ(AtVenue().size(), 6U);
  ExpectReplayIsEqual();
}

// Its room is shared with other programs and people on the account.
TEST_F(StopsSessionTest, AStopThatTheVenueHasNoRoomForIsNotSoldAndTriedAgain) {
  room_for_stops_ = 0;
  Begin(Bracket());
  Fill("4", "99");
  EXPECT_EQ(AtVenue(), Words{});
  Pass(base::Minutes(5) + base::Seconds(1));
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_EQ(refused_stops_, 6) << "once a minute";
  room_for_stops_ = 1;
  Pass(base::Minutes(1));
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 95"});
  ExpectReplayIsEqual();
}

TEST_F(StopsSessionTest, AWatchedStopGoesToTheVenueOnceItTakesStops) {
  stops_.at_market = false;
  Begin(Bracket());
  Fill("4", "99");
  stops_.at_market = true;
  EXPECT_TRUE(TellRules());
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 95"});
  stops_.at_market = false;
  EXPECT_TRUE(TellRules());
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 95"}) << "and stays there";
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 95"});
  ExpectReplayIsEqual();
}

TEST_F(StopsSessionTest, AStopToBuyIsWatchedWhereThePairHasNone) {
  stops_.at_market = false;
  Begin(BuyAt105(OrderType::kStop));
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_EQ(session_->account().working.entries().size(), 1U);
  Die();
  Open();
  Bid("104.9");
  EXPECT_EQ(AtVenue(), Words{});
  Bid("105");
  EXPECT_EQ(AtVenue(), Words{"buy market 4"});
  Fill("4", "105");
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_TRUE(session_->account().working.empty());
  EXPECT_EQ(refused_stops_, 0);
  ExpectReplayIsEqual();
}

TEST_F(StopsSessionTest, AnEntryThatCannotBeWatchedIsRefusedAndNotSent) {
  stops_ = {.at_market = false, .with_limit = false, .take_profit = false};
  Begin(BuyAt105(OrderType::kStopLimit));
  EXPECT_TRUE(session_->account().working.empty());
  EXPECT_EQ(Records(SessionRecord::kRefused), 1U);
  EXPECT_EQ(refused_stops_, 0);
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
