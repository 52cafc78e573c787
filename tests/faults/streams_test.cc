// SPDX-License-Identifier: MIT
// F10-F13, F24, F26, F29: streams that break, go mute, repeat themselves or leave something out.
#include "market/book_sync.h"
#include "net/backoff.h"
#include "tests/faults/link_scene.h"
#include "venues/binance/kline_feed.h"
#include "venues/binance/user_stream.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using execution::QueryTrades;

// What filled during a disconnect was lost.
using F10 = LinkScene;
TEST_F(F10, FillsOfADisconnectAreAskedForAtOnceWhenTheStreamIsBack) {
  BuyAccepted("2");
  Hear(execution::StreamState{false});
  venue_.Trade(4, "k-t-1", "0.5");
  venue_.Trade(8, "k-t-1", "1");
  venue_.Set("k-t-1", VenueStatus::kWorking, "1.5");
  EXPECT_EQ(Booked(), core::Quantity());
  Hear(execution::StreamState{true});
  EXPECT_EQ(Booked(), risk::Q("1.5"));
  EXPECT_TRUE(link_.reconciled());
}

// The stream was well, and one frame of it was missing.
using F11 = LinkScene;
TEST_F(F11, AnAuditFindsAMissingFrameWithinThirtySeconds) {
  BuyAccepted("2");
  venue_.Trade(4, "k-t-1", "0.5");
  venue_.Set("k-t-1", VenueStatus::kWorking, "0.5");
  Pass(Seconds(31));
  EXPECT_EQ(Booked(), risk::Q("0.5"));
  venue_.Forget();
  Pass(Minutes(10));
  EXPECT_NEAR(static_cast<double>(venue_.Count<execution::QueryOpenOrders>()), 20, 1)
      << "and not more often than every thirty seconds";
}

// The account's stream was dead while its pings passed.
TEST(F12, ASubscriptionThatIsGoneIsFoundThoughTheConnectionIsWell) {
  using venues::binance::UserStream;
  UserStream stream({}, base::RandomStream(1, "F12"));
  base::UnixNanos now{Seconds(1'700'000'000).ns};
  const auto up_to_timer = [&] {
    now = std::max(now, stream.next_timer());
    stream.OnTimer(now);
  };
  stream.Start(now);
  up_to_timer();
  stream.OnOpen(now);
  stream.OnAnswer({.ok = true}, now);
  ASSERT_TRUE(stream.up());
  const base::UnixNanos died = now;
  while (stream.up() && now - died < Minutes(10)) {
    up_to_timer();
    stream.OnAnswer({.ok = true, .has_subscription = false}, now);  // as prompt as any pong
  }
  EXPECT_FALSE(stream.up());
  EXPECT_LE(now - died, Seconds(20));
}

// The venue repeated its events, and each one counted.
using F13 = LinkScene;
TEST_F(F13, AnExecutionCountsOnceHoweverItIsToldAndHowOften) {
  BuyAccepted("2");
  const execution::VenueTrade trade = venue_.Trade(4, "k-t-1", "0.5");
  const execution::StreamOrder message{venue_.Set("k-t-1", VenueStatus::kWorking, "0.5"), trade};
  for (int i = 0; i < 3; ++i) Hear(message);
  Pass(Seconds(31));  // the audit tells it, too
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  Hear(message);
  EXPECT_GE(venue_.Count<QueryTrades>(), 2U);
  EXPECT_EQ(Count<core::OrderFilled>(), 1U);
  EXPECT_TRUE(disputes_.empty());
}

// A gap in the book was ignored, and orders were priced from it.
TEST(F24, AGapMakesTheBookStaleInTheCallThatFindsIt) {
  const auto update = [](uint64_t first, uint64_t last) {
    core::BookUpdate u;
    u.first_update = first;
    u.last_update = last;
    u.bids = {{risk::P("100"), risk::Q("1")}};
    return u;
  };
  market::BookSync sync(core::InstrumentId{0}, market::BookRules::kBinanceSpot);
  sync.OnUpdate(update(5, 8));
  core::BookUpdate snapshot = update(10, 10);
  snapshot.is_snapshot = true;
  sync.OnSnapshot(snapshot);
  ASSERT_NE(sync.book(), nullptr);
  sync.OnUpdate(update(11, 12));
  ASSERT_NE(sync.book(), nullptr);
  const market::BookProgress gap = sync.OnUpdate(update(14, 15));  // 13 is missing
  EXPECT_EQ(sync.state(), market::BookState::kStale);
  EXPECT_EQ(sync.book(), nullptr) << "nobody can price anything from it";
  EXPECT_TRUE(gap.wants_snapshot);
}

// Reconnects came in storms, and the venue banned the address.
class F26 : public ::testing::Test {
 protected:
  /// A thousand attempts at a venue that is away, or cuts what connects at once; their waits.
  void Try(const net::BackoffOptions& options) {
    net::Backoff backoff(options, base::RandomStream(1, "F26"));
    base::UnixNanos now{Seconds(1'700'000'000).ns};
    for (int i = 0; i < 1000; ++i) {
      const base::UnixNanos at = backoff.NextAttempt(now);
      waits_.push_back(at - now);
      now = at;
      attempts_.push_back(now);
      backoff.OnAttempt(now);
      if (i % 3 == 0) backoff.OnConnected(now);
      backoff.OnLost(now);
    }
  }
  std::vector<base::UnixNanos> attempts_;
  std::vector<base::Duration> waits_;
};

TEST_F(F26, WaitsAreAnythingUpToThirtySeconds) {
  Try({});
  const auto [shortest, longest] = std::minmax_element(waits_.begin() + 10, waits_.end());
  EXPECT_LE(*longest, Seconds(30));
  EXPECT_GT(*longest, Seconds(25));
  EXPECT_LT(*shortest, Seconds(1)) << "full jitter: clients of one outage do not come in step";
}

TEST_F(F26, NeverMoreThanSixtyAttemptsInFiveMinutes) {
  net::BackoffOptions hasty;
  hasty.cap = Seconds(1);
  Try(hasty);
  for (size_t i = 60; i < attempts_.size(); ++i) {
    ASSERT_GE(attempts_[i] - attempts_[i - 60], Minutes(5)) << i;
  }
}

// A candle that was still open was taken for the bar.
TEST(F29, ACandleThatIsStillOpenIsNoBar) {
  using venues::binance::Kline;
  const base::UnixNanos start{1'700'000'040'000'000'000};
  const auto candle = [&](int minute, bool closed, std::string_view price) {
    Kline kline;
    kline.timeframe = core::Timeframe::Of(Minutes(1));
    kline.open_time = start + Minutes(minute);
    kline.last_time = start + Minutes(minute + 1) - base::Milliseconds(1);
    kline.open = kline.high = kline.low = kline.close = risk::P(price);
    kline.volume = risk::Q("1");
    kline.closed = closed;
    return kline;
  };
  venues::binance::KlineFeedOptions options;
  options.timeframe = core::Timeframe::Of(Minutes(1));
  options.after = start - Minutes(1);
  venues::binance::KlineFeed feed(options);
  feed.OnKline(candle(0, false, "90"), start + Seconds(30));
  EXPECT_TRUE(feed.TakeBars().empty()) << "neither from the stream";
  feed.OnHistory(std::vector{candle(0, false, "95")}, start + Seconds(40));
  EXPECT_TRUE(feed.TakeBars().empty()) << "nor as the last row of a history";
  feed.OnKline(candle(0, true, "100"), start + Minutes(1));
  const auto bars = feed.TakeBars();
  ASSERT_EQ(bars.size(), 1U);
  EXPECT_EQ(bars[0].close, 100);
}

}  // namespace
}  // namespace keel::faults
