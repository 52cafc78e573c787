// SPDX-License-Identifier: MIT
#include "sim/book_replay.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/matching/order_book.h"
#include "sim/models/registry.h"

namespace keel::sim {
namespace {

using core::Side;
using core::TimeInForce;

// Ticks of 1 and lots of 1, 10 ns out and 5 ns back: "@25 filled 7 3@100 maker (2 open)".
class BookReplayTest : public ::testing::Test {
 protected:
  using Levels = std::vector<std::pair<int64_t, int64_t>>;

  BookReplayTest() { Use("fifo"); }

  void Use(std::string_view queue_model) {
    queue_ = models::MakeQueueModel(queue_model, {.power = 1}).value();
    latency_ = models::MakeOrderLatency("measured_table",
                                        {.table = {{.time = {0}, .entry = {10}, .response = {5}}}})
                   .value();
    replay_ = std::make_unique<BookReplay>(scale_, *queue_, *latency_, 1);
    Book(0, {{100, 50}, {99, 50}}, {{101, 40}, {102, 40}}, true);
  }
  void Book(int64_t time, const Levels& bids, const Levels& asks, bool snapshot = false) {
    core::BookUpdate update{.event_time = {time + 1}, .is_snapshot = snapshot};
    for (const auto& [price, lots] : bids) update.bids.push_back({P(price), Q(lots)});
    for (const auto& [price, lots] : asks) update.asks.push_back({P(price), Q(lots)});
    replay_->OnBook(update);
  }
  void Trade(int64_t time, Side aggressor, int64_t lots, int64_t price) {
    replay_->OnTrade(
        {.time = {time + 1}, .price = P(price), .quantity = Q(lots), .aggressor = aggressor});
  }
  static ReplayOrder Limit(uint64_t id, Side side, int64_t lots, int64_t price) {
    return {.id = id, .side = side, .quantity = Q(lots), .limit = P(price)};
  }
  static ReplayOrder Buy(uint64_t id, int64_t lots, int64_t price) {
    return Limit(id, Side::kBuy, lots, price);
  }
  static ReplayOrder As(TimeInForce tif, ReplayOrder order) {
    order.tif = tif;
    return order;
  }
  // Arrives at `time`, after the market of that instant.
  void Order(int64_t time, const ReplayOrder& order) {
    replay_->Submit(order, {time + 1 - 10});
    replay_->AdvanceTo({time + 1});
  }
  std::string Reports(int64_t until = 1'000'000) {
    std::string text;
    while (const auto report = replay_->TakeReport({until})) text += Words(*report);
    if (!text.empty()) text.pop_back();
    return text;
  }
  int64_t Ahead(uint64_t id) {
    return static_cast<int64_t>(replay_->QueueAhead(id).value().ToDouble());
  }

  static std::string Words(const ReplayReport& r) {
    const std::string head = fmt::format("@{} ", r.received_time.ns - 1);
    switch (r.kind) {
      case ReplayReportKind::kAccepted:
        return head + fmt::format("accepted {};", r.order);
      case ReplayReportKind::kFilled:
        return head + fmt::format("filled {} {}@{} {} ({} open);", r.order, r.quantity.ToString(),
                                  r.price.ToString(), core::ToString(r.liquidity),
                                  r.open.ToString());
      case ReplayReportKind::kCanceled:
        return head + fmt::format("canceled {} {};", r.order, r.quantity.ToString());
      case ReplayReportKind::kRejected:
        return head + fmt::format("rejected {}: {};", r.order, matching::ToString(r.reason));
      case ReplayReportKind::kReduced:
        if (r.reason == matching::Reason::kNone) {
          return head + fmt::format("reduced {} by {} ({} open);", r.order, r.quantity.ToString(),
                                    r.open.ToString());
        }
        return head + fmt::format("not reduced {}: {} ({} open);", r.order,
                                  matching::ToString(r.reason), r.open.ToString());
    }
    return head;
  }
  static core::Price P(int64_t n) { return core::Price(core::Decimal::FromInt(n)); }
  static core::Quantity Q(int64_t n) { return core::Quantity(core::Decimal::FromInt(n)); }

  // Arrives at `time`, likewise.
  void Reduce(int64_t time, uint64_t id, int64_t less) {
    replay_->Reduce(id, Q(less), {time + 1 - 10});
    replay_->AdvanceTo({time + 1});
  }

  // Asks both engines the same and tells the replay what happened in the one without us.
  void Ask(matching::OrderBook& with_us, matching::OrderBook& record, int64_t time,
           base::RandomStream& random) {
    const matching::NewOrder order{.id = static_cast<uint64_t>(time),
                                   .side = random.NextBelow(3) == 0 ? Side::kSell : Side::kBuy,
                                   .quantity = 1 + static_cast<int64_t>(random.NextBelow(9)),
                                   .price = 99 + static_cast<int64_t>(random.NextBelow(3))};
    const bool cancels = random.NextBelow(3) == 0;
    const uint64_t canceled = 1 + random.NextBelow(order.id);
    matching::Events events, unread;
    cancels ? with_us.Cancel(canceled, unread) : with_us.Submit(order, unread);
    cancels ? record.Cancel(canceled, events) : record.Submit(order, events);
    for (const matching::Event& e : events) {
      const bool traded = e.kind == matching::EventKind::kTrade;
      if (!traded && e.kind != matching::EventKind::kCanceled) continue;
      const uint64_t id = traded ? e.counterpart : e.order;
      replay_->OnOrderLess({.time = {time}, .id = id, .quantity = Q(e.quantity)}, traded);
    }
    const auto rests = record.Find(order.id);
    if (cancels || !rests) return;
    replay_->OnOrderAdded({.time = {time},
                           .id = order.id,
                           .side = order.side,
                           .price = P(order.price),
                           .quantity = Q(rests->visible)});
  }
  // Random others around our bid of 5 at 100, until it trades: what it then has left, or nothing.
  std::optional<int64_t> FollowOneOrder(uint64_t seed) {
    base::RandomStream random(seed, "test.feed");
    matching::OrderBook with_us, record;
    replay_ = std::make_unique<BookReplay>(scale_, *queue_, *latency_, 1);
    for (int64_t time = 1; time <= 400; ++time) {
      Ask(with_us, record, time, random);
      if (time < 40) continue;
      if (time == 40) {
        matching::Events events;
        with_us.Submit({.id = kOurs, .quantity = 5, .price = 100}, events);
        Order(time - 1, Buy(kOurs, 5, 100));
        if (events.size() > 1) return std::nullopt;  // it took at once
      }
      replay_->AdvanceTo({time});
      const auto ours = with_us.Find(kOurs);
      if (!ours || ours->visible < 5) return ours ? ours->visible : 0;
      EXPECT_EQ(replay_->open_orders(), 1u) << "seed " << seed << ", time " << time;
      if (replay_->open_orders() == 0) return std::nullopt;
      EXPECT_EQ(Ahead(kOurs), AheadIn(with_us)) << "seed " << seed << ", time " << time;
    }
    return std::nullopt;
  }
  static int64_t AheadIn(const matching::OrderBook& book) {
    std::vector<matching::OrderView> queue;
    book.OrdersAt(Side::kBuy, 100, &queue);
    int64_t ahead = 0;
    for (size_t i = 0; queue[i].id != kOurs; ++i) ahead += queue[i].visible;
    return ahead;
  }
  static constexpr uint64_t kOurs = 1'000'000;

  matching::BookScale scale_ = matching::BookScale::Make(P(1), Q(1)).value();
  std::unique_ptr<models::QueueModel> queue_;
  std::unique_ptr<models::OrderLatency> latency_;
  std::unique_ptr<BookReplay> replay_;
};

TEST_F(BookReplayTest, AReducedOrderKeepsItsPlaceInTheQueue) {
  Order(10, Buy(7, 9, 100));
  Book(20, {{100, 80}}, {});  // 30 more, behind us
  EXPECT_EQ(Ahead(7), 50);
  Reduce(30, 7, 5);
  EXPECT_EQ(Ahead(7), 50);
  EXPECT_EQ(Reports(), "@15 accepted 7;@35 reduced 7 by 5 (4 open)");
  Trade(40, Side::kSell, 60, 100);
  EXPECT_EQ(Reports(), "@45 filled 7 4@100 maker (0 open)");
}

TEST_F(BookReplayTest, AReductionLeavesSomethingOpenOrIsRefused) {
  Order(10, Buy(7, 3, 100));
  Reduce(20, 7, 3);
  Reduce(30, 7, 2);
  Reduce(40, 7, 1);
  Reduce(50, 8, 1);
  EXPECT_EQ(Reports(),
            "@15 accepted 7;"
            "@25 not reduced 7: the quantity is off the lot or out of range (3 open);"
            "@35 reduced 7 by 2 (1 open);"
            "@45 not reduced 7: the quantity is off the lot or out of range (1 open);"
            "@55 not reduced 8: no open order has this id (0 open)");
}

TEST_F(BookReplayTest, FillsARestingOrderOnceTheQueueIsTraded) {
  Order(20, Buy(1, 10, 100));
  EXPECT_EQ(Ahead(1), 50);
  Trade(30, Side::kSell, 45, 100);
  Book(30, {{100, 5}}, {});
  EXPECT_EQ(Ahead(1), 5);
  Trade(40, Side::kSell, 8, 100);
  Trade(50, Side::kSell, 8, 100);
  EXPECT_EQ(Reports(),
            "@25 accepted 1;@45 filled 1 3@100 maker (7 open);"
            "@55 filled 1 7@100 maker (0 open)");
  EXPECT_EQ(replay_->open_orders(), 0u);
}

TEST_F(BookReplayTest, LetsTheQueueModelDecideWhereCancelsWere) {
  for (const auto& [name, ahead] :
       {std::pair{"fifo", 50}, {"risk_adverse", 30}, {"power_probability", 30}}) {
    Use(name);
    Order(20, Buy(1, 10, 100));
    Book(30, {{100, 30}}, {});
    EXPECT_EQ(Ahead(1), ahead) << name;
  }
}

// 50 ahead and 50 who joined later: half of 20 cancels were ahead.
TEST_F(BookReplayTest, SharesCancelsByProbability) {
  Use("power_probability");
  Order(20, Buy(1, 10, 100));
  Book(30, {{100, 100}}, {});
  Book(40, {{100, 80}}, {});
  EXPECT_EQ(Ahead(1), 40);
}

TEST_F(BookReplayTest, FillsByTradesBeyondThePriceButNoMoreThanTraded) {
  Order(20, Buy(1, 10, 100));
  Order(21, Buy(2, 10, 100));
  Trade(30, Side::kSell, 12, 99);
  EXPECT_EQ(Reports(),
            "@25 accepted 1;@26 accepted 2;@35 filled 1 10@100 maker (0 open);"
            "@35 filled 2 2@100 maker (8 open)");
}

TEST_F(BookReplayTest, SharesOneTradeAmongOwnOrdersOfOnePrice) {
  Order(20, Buy(1, 5, 100));
  Order(21, Buy(2, 5, 100));
  Trade(30, Side::kSell, 57, 100);
  EXPECT_EQ(Reports(),
            "@25 accepted 1;@26 accepted 2;@35 filled 1 5@100 maker (0 open);"
            "@35 filled 2 2@100 maker (3 open)");
}

TEST_F(BookReplayTest, IgnoresTradesOnTheOtherSideAndBehind) {
  Order(20, Limit(1, Side::kSell, 5, 102));
  Trade(30, Side::kSell, 500, 102);
  Trade(31, Side::kBuy, 500, 101);
  EXPECT_EQ(Ahead(1), 40);
  Trade(32, Side::kBuy, 41, 102);
  EXPECT_EQ(Reports(), "@25 accepted 1;@37 filled 1 1@102 maker (4 open)");
}

TEST_F(BookReplayTest, TakesTheLevelsShownOnlyOnce) {
  Order(20, Buy(1, 60, 102));
  Order(21, {.id = 2, .quantity = Q(30)});
  EXPECT_EQ(Reports(),
            "@25 accepted 1;@25 filled 1 40@101 taker (20 open);"
            "@25 filled 1 20@102 taker (0 open);@26 accepted 2;"
            "@26 filled 2 20@102 taker (10 open);@26 canceled 2 10");
}

TEST_F(BookReplayTest, FindsNewLiquidityOnlyWhereItWasAdded) {
  Order(20, Buy(1, 40, 101));
  Book(30, {}, {{101, 35}});  // somebody left; ours are still among the 35
  Order(31, As(TimeInForce::kIoc, Buy(2, 10, 101)));
  Book(32, {}, {{101, 38}});
  Order(33, As(TimeInForce::kIoc, Buy(3, 10, 101)));
  Book(34, {}, {{101, 0}});
  Book(35, {}, {{101, 6}});
  Order(36, As(TimeInForce::kIoc, Buy(4, 10, 101)));
  EXPECT_EQ(Reports(),
            "@25 accepted 1;@25 filled 1 40@101 taker (0 open);"
            "@36 accepted 2;@36 canceled 2 10;"
            "@38 accepted 3;@38 filled 3 3@101 taker (7 open);@38 canceled 3 7;"
            "@41 accepted 4;@41 filled 4 6@101 taker (4 open);@41 canceled 4 4");
}

TEST_F(BookReplayTest, FillsWhereTheOtherSideComesToItsPrice) {
  Order(20, Buy(1, 10, 100));
  Book(30, {{100, 0}}, {{100, 4}});
  EXPECT_EQ(Reports(), "@25 accepted 1;@35 filled 1 4@100 maker (6 open)");
  Book(31, {}, {{100, 4}});
  EXPECT_EQ(Reports(), "");
}

TEST_F(BookReplayTest, RefusesWhatItCannotHold) {
  Order(20, {.id = 1, .post_only = true, .quantity = Q(5), .limit = P(101)});
  Order(21, As(TimeInForce::kGtd, Buy(2, 5, 100)));
  Order(22, As(TimeInForce::kFok, Buy(3, 41, 101)));
  Order(23, As(TimeInForce::kFok, Buy(4, 40, 101)));
  Order(24, Buy(5, 1, -100));
  Order(25, Buy(6, 1, 90));
  Order(26, Buy(6, 1, 90));
  EXPECT_EQ(Reports(),
            "@25 rejected 1: would take liquidity;"
            "@26 rejected 2: terms that do not go together;"
            "@27 accepted 3;@27 canceled 3 41;"
            "@28 accepted 4;@28 filled 4 40@101 taker (0 open);"
            "@29 rejected 5: the price is missing, off the tick or out of range;"
            "@30 accepted 6;@31 rejected 6: an open order has this id already");
}

TEST_F(BookReplayTest, LosesTheRaceThatLatencyLoses) {
  Order(20, Buy(1, 10, 100));
  replay_->Cancel(1, {26});  // arrives at 36
  Trade(34, Side::kSell, 55, 100);
  Trade(36, Side::kSell, 55, 100);
  replay_->Cancel(1, {38});
  replay_->AdvanceTo({100});
  EXPECT_EQ(Reports(38), "@25 accepted 1");
  EXPECT_EQ(Reports(),
            "@39 filled 1 5@100 maker (5 open);@40 canceled 1 5;"
            "@52 rejected 1: no open order has this id");
}

TEST_F(BookReplayTest, LetsTheMarketOfAnInstantComeFirst) {
  replay_->Submit(Buy(1, 10, 101), {21});
  Book(30, {}, {{101, 0}});
  EXPECT_EQ(Reports(), "");
  replay_->AdvanceTo({31});
  EXPECT_EQ(Reports(), "@35 accepted 1");
  EXPECT_EQ(Ahead(1), 0);
}

TEST_F(BookReplayTest, MovesQueuesBySnapshotsToo) {
  Use("risk_adverse");
  Order(20, Buy(1, 10, 99));
  Order(21, Buy(2, 10, 100));
  Book(30, {{100, 20}}, {{101, 7}}, true);
  EXPECT_EQ(Ahead(1), 0);
  EXPECT_EQ(Ahead(2), 20);
  EXPECT_EQ(replay_->BestAsk()->quantity, Q(7));
}

TEST_F(BookReplayTest, LeavesOutWhatIsOffTheGrid) {
  core::BookUpdate update{.event_time = {9}};
  update.bids = {{*core::Price::Parse("100.5"), Q(1)}, {P(-7), Q(1)}, {P(100), Q(-1)}};
  update.asks = {{P(101), *core::Quantity::Parse("0.5")}};
  replay_->OnBook(update);
  replay_->OnTrade({.time = {9}, .price = P(0), .quantity = Q(1)});
  EXPECT_EQ(replay_->refused(), 5u);
  EXPECT_EQ(replay_->BestBid()->quantity, Q(50));
  EXPECT_EQ(replay_->BestAsk()->quantity, Q(40));
}

// Two matching engines get the same random orders, one of them ours too. Fed with the one without
// us, the replay sees our order where it stands in the other and fills it when and as far as there.
TEST_F(BookReplayTest, KnowsTheQueueExactlyFromAnOrderByOrderFeed) {
  queue_ = models::MakeQueueModel("order_by_order", {}).value();
  int trades = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const std::optional<int64_t> left = FollowOneOrder(seed);
    if (!left) continue;
    ++trades;
    int64_t open = 5;
    while (const auto report = replay_->TakeReport(base::kEndOfTime)) {
      open = static_cast<int64_t>(report->open.ToDouble());
    }
    EXPECT_EQ(open, *left) << "seed " << seed;
  }
  EXPECT_GT(trades, 100);
}

TEST_F(BookReplayTest, MakesTheVenueSlowWhenTheMarketIsFast) {
  models::OrderLatencySettings settings{.load_doubling = 100};
  settings.entry = settings.response = {.model = "fixed", .fixed_ms = 10};
  latency_ = models::MakeOrderLatency("load", settings).value();
  replay_ = std::make_unique<BookReplay>(scale_, *queue_, *latency_, 1);
  // 10 events in one tenth of a second, 100 a second: twice the delay in the next one.
  for (int i = 0; i < 10; ++i) Trade(base::Milliseconds(100 + i).ns, Side::kBuy, 1, 100);
  const base::UnixNanos later = base::UnixNanos{} + base::Milliseconds(210);
  Trade(later.ns, Side::kBuy, 1, 100);
  replay_->Submit({.id = 1, .quantity = Q(1), .limit = P(100)}, later);
  replay_->AdvanceTo(later + base::Milliseconds(20) - base::Nanoseconds(1));
  EXPECT_EQ(replay_->open_orders(), 0u);
  replay_->AdvanceTo(later + base::Milliseconds(20));
  EXPECT_EQ(replay_->open_orders(), 1u);
}

TEST_F(BookReplayTest, DrawsTheDelaysOfAnOrderFromItsOwnStream) {
  latency_ = models::MakeOrderLatency("drawn", {}).value();
  const auto received = [&](bool another) {
    BookReplay replay(scale_, *queue_, *latency_, 1);
    if (another) replay.Submit({.id = 8, .quantity = Q(1), .limit = P(90)}, {0});
    const base::UnixNanos later = base::UnixNanos{} + base::Seconds(5);
    replay.Submit({.id = 9, .quantity = Q(1), .limit = P(90)}, later);
    replay.AdvanceTo(later + base::Seconds(5));
    base::UnixNanos last;
    while (const auto report = replay.TakeReport(base::kEndOfTime)) last = report->received_time;
    return last;
  };
  EXPECT_EQ(received(false), received(true));
}

}  // namespace
}  // namespace keel::sim
