// SPDX-License-Identifier: MIT
// Random requests of every kind, sensible and absurd, for the comparison of OrderBook with
// PlainBook: the quick test and the long campaign draw from here.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "sim/matching/order_book.h"
#include "sim/matching/testing/plain_book.h"

namespace keel::sim::matching::testing {

/// What the prices of one comparison look like.
struct MarketShape {
  int64_t centre = 10'000;  ///< ticks
  int64_t step = 1;         ///< ticks between two possible prices
  int64_t prices = 24;      ///< possible prices, around the centre
  int64_t drift = 0;        ///< steps the centre may move at a time
};

/// A lively book, one that wanders, one with prices worlds apart, one wider than the window of the
/// fast book that jumps by half of it, and one at the lowest prices.
inline constexpr std::array<MarketShape, 5> kShapes = {{
    {},
    {.centre = 1'000'000'000, .step = 997, .prices = 60, .drift = 40},
    {.centre = int64_t{1} << 59, .step = int64_t{1} << 50, .prices = 30},
    {.centre = 100'000, .prices = 6'000, .drift = 3'000},
    {.centre = 5, .prices = 8},
}};

class RandomMarket {
 public:
  RandomMarket(uint64_t seed, const MarketShape& shape)
      : random_(seed, "matching.random_market"), shape_(shape), centre_(shape.centre) {}

  /// Asks the same of both books.
  void Step(OrderBook& book, PlainBook& plain, Events& out, Events& plain_out) {
    if (shape_.drift > 0 && random_.NextBelow(50) == 0) {
      const auto width = static_cast<uint64_t>(2 * shape_.drift + 1);
      centre_ += (static_cast<int64_t>(random_.NextBelow(width)) - shape_.drift) * shape_.step;
      centre_ = std::max(centre_, shape_.prices * shape_.step);
    }
    const uint64_t what = random_.NextBelow(100);
    if (what < 58) {
      const NewOrder order = AnyOrder();
      book.Submit(order, out);
      plain.Submit(order, plain_out);
    } else if (what < 84) {
      const uint64_t id = AnyId();
      book.Cancel(id, out);
      plain.Cancel(id, plain_out);
    } else if (what < 91) {
      const uint64_t id = AnyId();
      const int64_t open = AnyQuantity();
      book.Reduce(id, open, out);
      plain.Reduce(id, open, plain_out);
    } else if (what < 97) {
      const uint64_t id = AnyId();
      NewOrder order = AnyOrder();
      if (random_.NextBelow(4) == 0) order.id = id;
      book.Replace(id, order, out);
      plain.Replace(id, order, plain_out);
    } else {
      now_ += static_cast<int64_t>(random_.NextBelow(12)) - 1;
      book.AdvanceTo({now_}, out);
      plain.AdvanceTo({now_}, plain_out);
    }
  }

 private:
  int64_t AnyPrice() {
    const auto step = static_cast<int64_t>(random_.NextBelow(static_cast<uint64_t>(shape_.prices)));
    return centre_ + (step - shape_.prices / 2) * shape_.step;
  }
  int64_t AnyQuantity() { return 1 + static_cast<int64_t>(random_.NextBelow(40)); }
  // Mostly of an order that may still be open.
  uint64_t AnyId() {
    if (next_id_ < 2 || random_.NextBelow(40) == 0) return random_.NextBelow(3) * 1'000'000'007;
    const uint64_t back = std::min<uint64_t>(next_id_ - 1, 400);
    return next_id_ - 1 - random_.NextBelow(back);
  }
  // A value that no venue would take.
  int64_t Absurd() {
    constexpr std::array<int64_t, 7> kValues = {
        0, -1, INT64_MIN, INT64_MAX, kMaxTicks, kMaxTicks + 1, -kMaxTicks - 1};
    return kValues[random_.NextBelow(kValues.size())];
  }

  NewOrder AnyOrder() {
    NewOrder order;
    order.id = random_.NextBelow(60) == 0 ? AnyId() : next_id_++;
    order.account = static_cast<uint32_t>(random_.NextBelow(5));
    order.side = random_.NextBelow(2) == 0 ? core::Side::kBuy : core::Side::kSell;
    order.self_trade = static_cast<SelfTradePrevention>(random_.NextBelow(4));
    order.quantity = AnyQuantity();
    order.price = AnyPrice();
    const uint64_t kind = random_.NextBelow(100);
    if (kind < 55) {
      order.post_only = random_.NextBelow(5) == 0;
    } else if (kind < 65) {
      order.kind = OrderKind::kMarket;
      if (random_.NextBelow(2) == 0) order.price = 0;
    } else if (kind < 85) {
      order.kind = static_cast<OrderKind>(2 + random_.NextBelow(4));
      order.trigger = AnyPrice();
      const bool market = order.kind == OrderKind::kStop || order.kind == OrderKind::kTakeProfit;
      if (market && random_.NextBelow(2) == 0) order.price = 0;
    }
    SetLifetime(order);
    if (random_.NextBelow(5) == 0) {
      order.display = 1 + static_cast<int64_t>(random_.NextBelow(6));
      order.quantity += order.display;
    }
    if (random_.NextBelow(40) == 0) Spoil(order);
    return order;
  }
  void SetLifetime(NewOrder& order) {
    switch (random_.NextBelow(10)) {
      case 0:
        order.tif = core::TimeInForce::kIoc;
        break;
      case 1:
        order.tif = core::TimeInForce::kFok;
        break;
      case 2:
        order.tif = core::TimeInForce::kGtd;
        order.expire_time = {now_ + static_cast<int64_t>(random_.NextBelow(60)) - 2};
        break;
      default:
        break;
    }
  }
  void Spoil(NewOrder& order) {
    switch (random_.NextBelow(9)) {
      case 0:
        order.price = Absurd();
        break;
      case 1:
        order.quantity = Absurd();
        break;
      case 2:
        order.trigger = Absurd();
        break;
      case 3:
        order.display = Absurd();
        break;
      case 4:
        order.id = 0;
        break;
      case 5:
        order.kind = static_cast<OrderKind>(random_.NextBelow(256));
        break;
      case 6:
        order.tif = static_cast<core::TimeInForce>(random_.NextBelow(256));
        break;
      case 7:
        order.self_trade = static_cast<SelfTradePrevention>(random_.NextBelow(256));
        break;
      default:
        order.side = static_cast<core::Side>(random_.NextBelow(256));
        break;
    }
  }

  base::RandomStream random_;
  MarketShape shape_;
  int64_t centre_;
  uint64_t next_id_ = 1;
  int64_t now_ = 0;
};

/// How often each thing happened, so that a comparison can show that it reached everything.
struct Tally {
  std::array<uint64_t, 8> kinds{};
  std::array<uint64_t, 18> reasons{};
};

/// Asks `count` random things of both books; the first difference in words, or nothing.
class Comparison {
 public:
  Comparison(uint64_t seed, const MarketShape& shape)
      : market_(seed, shape), book_(kLimits), plain_(kLimits) {}

  std::optional<std::string> Run(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      events_.clear();
      plain_events_.clear();
      market_.Step(book_, plain_, events_, plain_events_);
      for (const Event& event : events_) {
        ++tally_.kinds[static_cast<size_t>(event.kind)];
        ++tally_.reasons[static_cast<size_t>(event.reason)];
      }
      if (events_ != plain_events_) return fmt::format("step {}: {}", i, EventsApart());
      if (i % 64 != 0) continue;
      book_.Verify();
      if (auto apart = BooksApart()) return fmt::format("step {}: {}", i, *apart);
    }
    return std::nullopt;
  }
  const Tally& tally() const { return tally_; }

 private:
  static constexpr BookLimits kLimits = {.orders_max = 160, .iceberg_parts_max = 30};

  static std::string Words(const Event& e) {
    return fmt::format("{} {} of {} (with {}) at {}: {}, open {} and {}, trade {}",
                       ToString(e.kind), ToString(e.reason), e.order, e.counterpart, e.price,
                       e.quantity, e.order_open, e.maker_open, e.trade);
  }
  std::string EventsApart() const {
    size_t i = 0;
    while (i < events_.size() && i < plain_events_.size() && events_[i] == plain_events_[i]) ++i;
    const auto words = [i](const Events& events) {
      return i < events.size() ? Words(events[i]) : std::string("nothing");
    };
    return fmt::format("event {}: \"{}\" but plainly \"{}\"", i, words(events_),
                       words(plain_events_));
  }
  std::optional<std::string> BooksApart() {
    if (book_.open_quantity() != plain_.open_quantity()) return "the open lots differ";
    if (book_.open_orders() != plain_.open_orders()) return "the open orders differ";
    changes_.clear();
    if (!book_.TakeDepthChanges(&changes_)) return "changes were lost";
    for (const DepthChange& change : changes_) {
      auto& mirror = mirrors_[static_cast<size_t>(change.side)];
      mirror.erase(change.price);
      if (change.quantity != 0) mirror[change.price] = change.quantity;
    }
    for (const core::Side side : {core::Side::kBuy, core::Side::kSell}) {
      const std::vector<LevelView> expected = plain_.Depth(side);
      std::vector<LevelView> depth;
      book_.Depth(side, SIZE_MAX, &depth);
      if (depth != expected) return "the depth differs";
      std::map<int64_t, int64_t> levels;
      for (const LevelView& level : expected) {
        levels[level.price] = level.quantity;
        std::vector<OrderView> queue;
        book_.OrdersAt(side, level.price, &queue);
        if (queue != plain_.OrdersAt(side, level.price)) return "a queue differs";
      }
      if (levels != mirrors_[static_cast<size_t>(side)]) return "the changes miss something";
    }
    return std::nullopt;
  }

  RandomMarket market_;
  OrderBook book_;
  PlainBook plain_;
  Events events_, plain_events_;
  Tally tally_;
  std::vector<DepthChange> changes_;
  std::array<std::map<int64_t, int64_t>, 2> mirrors_;  // kept from the changes alone
};

}  // namespace keel::sim::matching::testing
