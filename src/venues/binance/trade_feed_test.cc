// SPDX-License-Identifier: MIT
#include "venues/binance/trade_feed.h"

#include <gtest/gtest.h>

#include <string>

namespace keel::venues::binance {
namespace {

using base::Seconds;

// Trades are their numbers here; each was made as many seconds after the beginning.
class TradeFeedTest : public ::testing::Test {
 protected:
  static core::TradeTick Tick(uint64_t id) {
    core::TradeTick tick;
    tick.id = id;
    tick.time = {static_cast<int64_t>(id) * 1'000'000'000};
    return tick;
  }
  void Hear(uint64_t id) {
    if (feed_.Follows(Tick(id))) {
      told_ += " " + std::to_string(id);
    } else {
      feed_.OnTrade(Tick(id), now_);
    }
    Take();
  }
  void History(uint64_t from, uint64_t to) {
    std::vector<core::TradeTick> rows;
    for (uint64_t id = from; id <= to; ++id) rows.push_back(Tick(id));
    feed_.OnHistory(rows, now_);
    Take();
  }
  void Take() {
    for (const core::TradeTick& tick : feed_.TakeTrades()) told_ += " " + std::to_string(tick.id);
    for (const std::string& remark : feed_.TakeRemarks()) remarks_ += remark + "; ";
  }
  void Wait(base::Duration time) {
    now_ = now_ + time;
    feed_.OnTimer(now_);
    Take();
  }
  /// "7+3": three trades from number 7 on are asked for now; "": nothing is.
  std::string Wish() {
    if (!feed_.TakeWish()) return "";
    return std::to_string(feed_.history_from()) + "+" + std::to_string(feed_.history_rows());
  }

  TradeFeed feed_;
  base::UnixNanos now_{1'000'000'000'000};
  std::string told_, remarks_;
};

TEST_F(TradeFeedTest, TellsWhatFollowsAndAsksForNothing) {
  for (const uint64_t id : {41, 42, 43}) Hear(id);
  EXPECT_EQ(told_, " 41 42 43");
  EXPECT_EQ(Wish(), "");
  EXPECT_EQ(feed_.next_timer(), base::kEndOfTime);
}

TEST_F(TradeFeedTest, AHoleIsFilledBeforeWhatCameAfterIt) {
  for (const uint64_t id : {41, 45, 46}) Hear(id);
  EXPECT_EQ(told_, " 41") << "the others wait";
  EXPECT_EQ(Wish(), "42+3");
  EXPECT_EQ(Wish(), "") << "once";
  History(42, 44);
  Hear(47);
  EXPECT_EQ(told_, " 41 42 43 44 45 46 47");
  EXPECT_EQ(remarks_, "");
  EXPECT_EQ(feed_.next_timer(), base::kEndOfTime);
}

TEST_F(TradeFeedTest, ARepeatedTradeIsToldOnce) {
  for (const uint64_t id : {41, 42, 42, 41, 45, 45}) Hear(id);
  History(40, 46);
  EXPECT_EQ(told_, " 41 42 43 44 45");
}

TEST_F(TradeFeedTest, ALargeHoleComesInPages) {
  Hear(1);
  Hear(2502);
  EXPECT_EQ(Wish(), "2+1000");
  History(2, 1001);
  EXPECT_EQ(Wish(), "1002+1000");
  History(1002, 2001);
  EXPECT_EQ(Wish(), "2002+500");
  History(2002, 2501);
  EXPECT_TRUE(told_.ends_with(" 2500 2501 2502"));
  EXPECT_EQ(remarks_, "");
}

TEST_F(TradeFeedTest, AHoleThatIsTooLargeIsToldAndNotFetched) {
  Hear(1);
  Hear(2 + TradeFeed::kMostMissing);
  EXPECT_EQ(told_, " 1 5002");
  EXPECT_EQ(remarks_, "trades 2 to 5001 are left out: they are too many to fetch; ");
  EXPECT_EQ(Wish(), "");
}

TEST_F(TradeFeedTest, AHistoryThatFailsOrIsBehindIsAskedForAgain) {
  for (const uint64_t id : {41, 43}) Hear(id);
  EXPECT_EQ(Wish(), "42+1");
  feed_.OnHistoryFailed(now_);
  EXPECT_EQ(Wish(), "");
  EXPECT_EQ(feed_.next_timer(), now_ + TradeFeed::kRetry);
  Wait(TradeFeed::kRetry);
  EXPECT_EQ(Wish(), "42+1");
  History(1, 0);
  Wait(TradeFeed::kRetry);
  EXPECT_EQ(Wish(), "42+1");
  History(42, 42);
  EXPECT_EQ(told_, " 41 42 43");
}

TEST_F(TradeFeedTest, AVenueThatTellsNothingKeepsTheRestForTenSecondsOnly) {
  for (const uint64_t id : {41, 43, 46}) Hear(id);
  EXPECT_EQ(Wish(), "42+1");
  Wait(TradeFeed::kPatience - base::Milliseconds(1));
  EXPECT_EQ(told_, " 41");
  Wait(base::Milliseconds(1));
  EXPECT_EQ(told_, " 41 43");
  EXPECT_EQ(remarks_, "trades 42 to 42 are left out: the venue did not tell them in time; ");
  EXPECT_EQ(Wish(), "44+2") << "the next hole";
  History(42, 42);  // late
  History(44, 45);
  EXPECT_EQ(told_, " 41 43 44 45 46");
}

TEST_F(TradeFeedTest, NumbersThatTheVenueDoesNotHaveAreSaid) {
  for (const uint64_t id : {41, 45}) Hear(id);
  Wish();
  History(44, 45);
  EXPECT_EQ(told_, " 41 44 45");
  EXPECT_EQ(remarks_, "trades 42 to 43 are left out: the venue does not have them; ");
}

// A testnet that is set back.
TEST_F(TradeFeedTest, NumbersThatBeginAnewAreFollowed) {
  for (const uint64_t id : {41, 42}) Hear(id);
  core::TradeTick anew = Tick(7);
  anew.time = Tick(42).time + base::Minutes(1);
  feed_.OnTrade(anew, now_);
  Take();
  EXPECT_EQ(told_, " 41 42 7");
  EXPECT_EQ(remarks_, "the venue counts its trades anew, from 7; ");
}

TEST_F(TradeFeedTest, F25WhatWaitsHasABound) {
  Hear(1);
  for (uint64_t id = 3; id < 3 + TradeFeed::kMostHeld; ++id) Hear(id);
  EXPECT_EQ(told_, " 1");
  Hear(3 + TradeFeed::kMostHeld);
  EXPECT_TRUE(told_.ends_with(" 20002 20003"));
  EXPECT_EQ(remarks_, "trades 2 to 2 are left out: too many came after them; ");
}

}  // namespace
}  // namespace keel::venues::binance
