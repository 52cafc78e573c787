// SPDX-License-Identifier: MIT
// Fault F29: only closed candles become bars, each once, none left out.
#include "venues/binance/kline_feed.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::venues::binance {
namespace {

using base::Minutes;
using base::Seconds;
using base::UnixNanos;

const UnixNanos kStart{Minutes(28'000'000).ns};

UnixNanos At(int minute) { return kStart + Minutes(minute); }

Kline Candle(int minute, bool closed) {
  Kline kline;
  kline.timeframe = *core::Timeframe::Parse("1m");
  kline.open_time = At(minute);
  kline.last_time = At(minute + 1) - base::Milliseconds(1);
  kline.open = kline.high = kline.low = kline.close = *core::Price::Parse("100");
  kline.close = kline.high = *core::Price::Parse(std::to_string(100 + minute));
  kline.volume = *core::Quantity::Parse("1");
  kline.closed = closed;
  return kline;
}

std::vector<Kline> Candles(int from, int to_closed, bool and_open) {
  std::vector<Kline> rows;
  for (int i = from; i < to_closed; ++i) rows.push_back(Candle(i, true));
  if (and_open) rows.push_back(Candle(to_closed, false));
  return rows;
}

class KlineFeedTest : public testing::Test {
 protected:
  void Make(std::optional<UnixNanos> after = std::nullopt) {
    KlineFeedOptions options;
    options.timeframe = *core::Timeframe::Parse("1m");
    options.after = after;
    feed_.emplace(options);
  }
  void Hear(int minute, bool closed) {
    feed_->OnKline(Candle(minute, closed), At(minute) + Seconds(closed ? 60 : 30));
    Take();
  }
  void History(const std::vector<Kline>& rows, UnixNanos now) {
    feed_->OnHistory(rows, now);
    feed_->OnTimer(now);
    Take();
  }
  void Take() {
    for (const core::Bar& bar : feed_->TakeBars()) {
      bars_.push_back(static_cast<int>((bar.open_time - kStart).ns / Minutes(1).ns));
    }
  }
  std::optional<KlineFeed> feed_;
  std::vector<int> bars_;
};

using Bars = std::vector<int>;

TEST_F(KlineFeedTest, F29AnOpenCandleIsNoBar) {
  Make();
  Hear(0, false);
  Hear(0, false);
  EXPECT_EQ(bars_, Bars{});
  Hear(0, true);
  Hear(1, false);
  EXPECT_EQ(bars_, Bars{0});
  EXPECT_FALSE(feed_->TakeWish());
}

TEST_F(KlineFeedTest, F29ARepeatedCandleIsOneBar) {
  Make();
  for (const int minute : {0, 0, 1, 0, 1, 2}) Hear(minute, true);
  EXPECT_EQ(bars_, (Bars{0, 1, 2}));
}

TEST_F(KlineFeedTest, F29AGapAfterAReconnectIsFilledFromTheHistory) {
  Make();
  Hear(0, true);
  Hear(5, false);
  ASSERT_TRUE(feed_->TakeWish());
  EXPECT_EQ(feed_->history_from(), At(1));
  EXPECT_FALSE(feed_->TakeWish()) << "once";
  Hear(5, true);
  Hear(6, false);
  EXPECT_EQ(bars_, Bars{0}) << "nothing out of order";
  History(Candles(1, 5, true), At(5) + Seconds(31));
  EXPECT_EQ(bars_, (Bars{0, 1, 2, 3, 4, 5}));
  Hear(6, true);
  EXPECT_EQ(bars_.back(), 6);
}

TEST_F(KlineFeedTest, F29ACloseThatNobodyToldIsAskedFor) {
  Make();
  Hear(0, false);
  EXPECT_EQ(feed_->next_timer(), At(1) + Seconds(5));
  feed_->OnTimer(At(1) + Seconds(5));
  ASSERT_TRUE(feed_->TakeWish());
  History(Candles(0, 1, true), At(1) + Seconds(6));
  EXPECT_EQ(bars_, Bars{0});
}

TEST_F(KlineFeedTest, ResumesAfterTheLastKnownBarInPages) {
  Make(At(0));
  feed_->OnTimer(At(2500));
  ASSERT_TRUE(feed_->TakeWish());
  EXPECT_EQ(feed_->history_from(), At(1));
  History(Candles(1, 1001, false), At(2500));
  Hear(2500, false);
  History(Candles(1001, 2001, false), At(2500));
  ASSERT_TRUE(feed_->TakeWish());
  EXPECT_EQ(feed_->history_from(), At(2001));
  History(Candles(2001, 2500, true), At(2500));
  EXPECT_EQ(bars_.size(), 2499U);
  EXPECT_EQ(bars_.front(), 1);
  EXPECT_EQ(bars_.back(), 2499);
}

TEST_F(KlineFeedTest, WhatTheVenueDoesNotHaveIsToldAndPassed) {
  Make();
  Hear(0, true);
  Hear(4, true);
  ASSERT_TRUE(feed_->TakeWish());
  UnixNanos now = At(5);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(bars_, Bars{0});
    History({}, now);
    now = std::max(now, feed_->next_timer());
    feed_->OnTimer(now);
  }
  EXPECT_EQ(bars_, (Bars{0, 4}));
  EXPECT_EQ(feed_->TakeRemarks().size(), 1U);
}

TEST_F(KlineFeedTest, AFailedHistoryIsAskedForAgainWithPatience) {
  Make();
  Hear(0, true);
  Hear(2, false);
  UnixNanos now = At(2);
  base::Duration wait{};
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(feed_->TakeWish());
    feed_->OnHistoryFailed(now);
    wait = feed_->next_timer() - now;
    now = feed_->next_timer();
    feed_->OnTimer(now);
  }
  EXPECT_EQ(wait, Minutes(1));
  History(Candles(1, 2, true), now);
  EXPECT_EQ(bars_, (Bars{0, 1}));
}

TEST_F(KlineFeedTest, ACandleThatContradictsItselfComesFromTheHistory) {
  Make();
  Hear(0, true);
  Kline broken = Candle(1, true);
  broken.low = broken.high;
  feed_->OnKline(broken, At(2));
  Take();
  EXPECT_EQ(bars_, Bars{0});
  Hear(2, false);
  ASSERT_TRUE(feed_->TakeWish());
  History(Candles(1, 2, true), At(2) + Seconds(31));
  EXPECT_EQ(bars_, (Bars{0, 1}));
}

// Whatever a stream drops and repeats: all bars, in order, once.
TEST_F(KlineFeedTest, F29NoBarTwiceNoBarSkippedWhateverTheStreamDoes) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    base::RandomStream random(seed, "kline_feed_test");
    Make();
    bars_.clear();
    Hear(0, true);
    int minute = 1;
    UnixNanos now = At(1);
    for (int step = 0; step < 60; ++step, now = std::max(now, At(minute))) {
      if (random.NextBelow(4) == 0) minute += static_cast<int>(random.NextBelow(5));
      if (random.NextBelow(3) > 0) Hear(minute, random.NextBelow(2) == 0);
      if (random.NextBelow(2) == 0) Hear(minute, true);
      ++minute;
      feed_->OnTimer(At(minute));
      if (!feed_->TakeWish()) continue;
      const int from = static_cast<int>((feed_->history_from() - kStart).ns / Minutes(1).ns);
      if (random.NextBelow(4) == 0) {
        feed_->OnHistoryFailed(At(minute));
      } else {
        History(Candles(from, minute, true), At(minute));
      }
    }
    for (size_t i = 0; i < bars_.size(); ++i) ASSERT_EQ(bars_[i], static_cast<int>(i)) << seed;
    EXPECT_GT(bars_.size(), 30U) << seed;
  }
}

}  // namespace
}  // namespace keel::venues::binance
