// SPDX-License-Identifier: MIT
// Whatever a feed says and we send: every lot of every order of ours is accounted for.
#include <gtest/gtest.h>

#include <map>

#include "sim/book_replay.h"
#include "sim/models/registry.h"

namespace keel::sim {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Side;

class Chaos {
 public:
  Chaos(std::string_view queue_model, uint64_t seed)
      : random_(seed, "test.chaos"),
        queue_(models::MakeQueueModel(queue_model, {}).value()),
        latency_(models::MakeOrderLatency("load", {.load_doubling = 50}).value()),
        replay_(matching::BookScale::Make(P(1), Q(1)).value(), *queue_, *latency_, seed) {}

  void Run(int steps) {
    for (int i = 0; i < steps; ++i) {
      now_ += static_cast<int64_t>(random_.NextBelow(60'000'000));
      Step();
      while (const auto report = replay_.TakeReport({now_})) Book(*report);
    }
    for (const auto& [id, order] : orders_) replay_.Cancel(id, {now_});
    replay_.AdvanceTo({now_ + base::Hours(1).ns});
    while (const auto report = replay_.TakeReport(base::kEndOfTime)) Book(*report);
    EXPECT_EQ(replay_.open_orders(), 0u);
    for (const auto& [id, order] : orders_) {
      EXPECT_TRUE(order.ended) << id;
      EXPECT_EQ(order.open, Quantity()) << id;
    }
    EXPECT_GT(maker_fills_, 50);
    EXPECT_GT(taker_fills_, 50);
    EXPECT_GT(replay_.refused(), 50u);
  }

 private:
  struct Ours {
    ReplayOrder terms;
    Quantity open;
    bool ended = false;
    base::UnixNanos last_report;
  };

  void Step() {
    const uint64_t what = random_.NextBelow(10);
    const base::UnixNanos time{now_ - static_cast<int64_t>(random_.NextBelow(1000))};
    if (what < 4) {
      core::BookUpdate update{.event_time = time, .is_snapshot = random_.NextBelow(20) == 0};
      for (uint64_t i = random_.NextBelow(5); i-- > 0;) {
        (random_.NextBelow(2) == 0 ? update.bids : update.asks).push_back({AnyPrice(), AnyLots()});
      }
      replay_.OnBook(update);
    } else if (what < 7) {
      replay_.OnTrade(
          {.time = time, .price = AnyPrice(), .quantity = AnyLots(), .aggressor = AnySide()});
    } else if (what < 9) {
      const uint64_t id = ++last_id_;
      ReplayOrder order{.id = id,
                        .side = AnySide(),
                        .post_only = random_.NextBelow(4) == 0,
                        .quantity = Q(1 + static_cast<int64_t>(random_.NextBelow(30)))};
      order.tif = static_cast<core::TimeInForce>(random_.NextBelow(4));
      if (random_.NextBelow(5) != 0) order.limit = AnyPrice();
      orders_[id] = {.terms = order, .open = order.quantity};
      replay_.Submit(order, {now_});
    } else {
      replay_.Cancel(random_.NextBelow(last_id_ + 2), {now_});
    }
  }

  void Book(const ReplayReport& report) {
    const auto at = orders_.find(report.order);
    if (at == orders_.end()) {
      EXPECT_EQ(report.kind, ReplayReportKind::kRejected);
      return;
    }
    Ours& order = at->second;
    EXPECT_LE(order.last_report, report.received_time);
    EXPECT_LE(report.venue_time, report.received_time);
    order.last_report = report.received_time;
    if (report.kind == ReplayReportKind::kRejected) {
      if (report.reason == matching::Reason::kUnknownId) return;  // of a cancel
      order.open = Quantity();
    } else if (report.kind == ReplayReportKind::kFilled) {
      BookFill(order, report);
    } else if (report.kind == ReplayReportKind::kCanceled) {
      EXPECT_EQ(report.quantity, order.open) << report.order;
      order.open = Quantity();
    }
    if (!order.open.is_zero()) return;
    EXPECT_FALSE(order.ended) << report.order;
    order.ended = true;
  }
  void BookFill(Ours& order, const ReplayReport& report) {
    order.open = order.open - report.quantity;
    EXPECT_TRUE(report.quantity.is_positive());
    EXPECT_EQ(report.open, order.open) << report.order;
    const bool maker = report.liquidity == core::Liquidity::kMaker;
    ++(maker ? maker_fills_ : taker_fills_);
    EXPECT_TRUE(order.terms.limit || !maker);
    const Price limit = order.terms.limit.value_or(report.price);
    EXPECT_TRUE(order.terms.side == Side::kBuy ? report.price <= limit : report.price >= limit);
    EXPECT_TRUE(!maker || report.price == limit);
  }

  Side AnySide() { return random_.NextBelow(2) == 0 ? Side::kBuy : Side::kSell; }
  Price AnyPrice() {
    if (random_.NextBelow(40) == 0) return P(static_cast<int64_t>(random_.NextU64()));
    return P(100 + static_cast<int64_t>(random_.NextBelow(12)));
  }
  Quantity AnyLots() {
    if (random_.NextBelow(40) == 0) return Q(static_cast<int64_t>(random_.NextU64()));
    return Q(static_cast<int64_t>(random_.NextBelow(40)));
  }
  static Price P(int64_t n) { return Price(Decimal::FromInt(n)); }
  static Quantity Q(int64_t n) { return Quantity(Decimal::FromInt(n)); }

  base::RandomStream random_;
  std::unique_ptr<models::QueueModel> queue_;
  std::unique_ptr<models::OrderLatency> latency_;
  BookReplay replay_;
  int64_t now_ = base::Days(20'000).ns;
  uint64_t last_id_ = 0;
  std::map<uint64_t, Ours> orders_;
  int maker_fills_ = 0;
  int taker_fills_ = 0;
};

TEST(BookReplay, AccountsForEveryLot) {
  for (const models::QueueModelSpec& model : models::QueueModels()) {
    SCOPED_TRACE(model.name);
    Chaos(model.name, 7).Run(8'000);
  }
}

TEST(BookReplay, OutlivesTheEndOfTime) {
  const auto queue = models::MakeQueueModel("fifo", {}).value();
  const auto latency = models::MakeOrderLatency("drawn", {}).value();
  const auto scale =
      matching::BookScale::Make(Price(Decimal::FromInt(1)), Quantity(Decimal::FromInt(1))).value();
  BookReplay replay(scale, *queue, *latency, 1);
  const Quantity one(Decimal::FromInt(1));
  replay.OnTrade({.time = base::kEndOfTime, .price = Price(Decimal::FromInt(1)), .quantity = one});
  replay.Submit({.id = 1, .quantity = one}, base::kEndOfTime);
  replay.AdvanceTo(base::kEndOfTime);
  EXPECT_FALSE(replay.TakeReport(base::kEndOfTime));  // it is still on its way
  replay.OnTrade({.time = base::kBeginningOfTime, .price = Price(), .quantity = one});
  EXPECT_EQ(replay.refused(), 1u);
}

}  // namespace
}  // namespace keel::sim
