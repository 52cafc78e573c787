// SPDX-License-Identifier: MIT
// A book that is spoken to in short words and answers in one line, so that a test reads as a story.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "sim/matching/order_book.h"

namespace keel::sim::matching::testing {

inline NewOrder Limit(uint64_t id, core::Side side, int64_t quantity, int64_t price) {
  return {.id = id,
          .account = static_cast<uint32_t>(id),
          .side = side,
          .quantity = quantity,
          .price = price};
}
inline NewOrder Buy(uint64_t id, int64_t quantity, int64_t price) {
  return Limit(id, core::Side::kBuy, quantity, price);
}
inline NewOrder Sell(uint64_t id, int64_t quantity, int64_t price) {
  return Limit(id, core::Side::kSell, quantity, price);
}
inline NewOrder As(NewOrder order, OrderKind kind) {
  order.kind = kind;
  return order;
}
inline NewOrder At(NewOrder order, int64_t trigger) {
  order.trigger = trigger;
  return order;
}
inline NewOrder With(NewOrder order, core::TimeInForce tif) {
  order.tif = tif;
  return order;
}
inline NewOrder Until(NewOrder order, int64_t time_ns) {
  order.tif = core::TimeInForce::kGtd;
  order.expire_time = {time_ns};
  return order;
}
inline NewOrder Iceberg(NewOrder order, int64_t display) {
  order.display = display;
  return order;
}
inline NewOrder Of(NewOrder order, uint32_t account,
                   SelfTradePrevention mode = SelfTradePrevention::kNone) {
  order.account = account;
  order.self_trade = mode;
  return order;
}
inline NewOrder PostOnly(NewOrder order) {
  order.post_only = true;
  return order;
}

/// "2+1 3@100": order 2 took 3 from order 1 at 100; "2 expired 4: would take liquidity".
inline std::string Line(const Event& e) {
  switch (e.kind) {
    case EventKind::kTrade:
      return fmt::format("{}+{} {}@{}", e.order, e.counterpart, e.quantity, e.price);
    case EventKind::kRejected:
      return fmt::format("{} rejected: {}", e.order, ToString(e.reason));
    case EventKind::kCanceled:
    case EventKind::kExpired:
      return fmt::format("{} {} {}: {}", e.order, ToString(e.kind), e.quantity, ToString(e.reason));
    default:
      return fmt::format("{} {} {}", e.order, ToString(e.kind), e.quantity);
  }
}

class BookStory {
 public:
  explicit BookStory(const BookLimits& limits = {}) : book(limits) {}

  /// What an order led to, without its own acceptance.
  std::string Submit(const NewOrder& order) {
    return Say([&](Events& out) { book.Submit(order, out); });
  }
  std::string Cancel(uint64_t id) {
    return Say([&](Events& out) { book.Cancel(id, out); });
  }
  std::string Reduce(uint64_t id, int64_t open) {
    return Say([&](Events& out) { book.Reduce(id, open, out); });
  }
  std::string Replace(uint64_t id, const NewOrder& order) {
    return Say([&](Events& out) { book.Replace(id, order, out); });
  }
  std::string AdvanceTo(int64_t time_ns) {
    return Say([&](Events& out) { book.AdvanceTo({time_ns}, out); });
  }
  /// "100:5 99:3 | 101:2": bids, best first, then asks.
  std::string Depth() const {
    std::string text;
    for (const core::Side side : {core::Side::kBuy, core::Side::kSell}) {
      std::vector<LevelView> levels;
      book.Depth(side, SIZE_MAX, &levels);
      for (const LevelView& level : levels) {
        text += fmt::format("{}:{} ", level.price, level.quantity);
      }
      if (side == core::Side::kBuy) text += "|";
      if (side == core::Side::kBuy && book.BestAsk()) text += " ";
    }
    if (text.ends_with(' ')) text.pop_back();
    return text;
  }

  OrderBook book;
  Events events;  ///< of the last request

 private:
  template <typename Ask>
  std::string Say(Ask ask) {
    events.clear();
    ask(events);
    book.Verify();
    std::string text;
    for (const Event& event : events) {
      if (event.kind == EventKind::kAccepted) continue;
      text += (text.empty() ? "" : ", ") + Line(event);
    }
    return text;
  }
};

}  // namespace keel::sim::matching::testing
