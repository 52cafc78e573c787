// SPDX-License-Identifier: MIT
// The rules of OrderBook written a second time, with maps and lists and nothing clever: what the
// fast book is compared with. It shares only the request and the event types.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "sim/matching/event.h"
#include "sim/matching/order.h"
#include "sim/matching/order_book.h"

namespace keel::sim::matching::testing {

class PlainBook {
 public:
  explicit PlainBook(const BookLimits& limits) : limits_(limits) {}

  void Submit(const NewOrder& request, Events& out) {
    if (const Reason why = WhyNot(request); why != Reason::kNone) {
      out.push_back({.kind = EventKind::kRejected,
                     .reason = why,
                     .side = request.side,
                     .order = request.id,
                     .price = request.price,
                     .quantity = request.quantity});
      return;
    }
    out.push_back({.kind = EventKind::kAccepted,
                   .side = request.side,
                   .order = request.id,
                   .price = request.price,
                   .quantity = request.quantity,
                   .order_open = request.quantity});
    const Open order{request, ++arrivals_, request.quantity, 0};
    if (request.kind != OrderKind::kLimit && request.kind != OrderKind::kMarket) {
      waiting_.push_back(order);
      return;
    }
    std::list<Open> acting = {order};
    while (!acting.empty()) {
      Open next = acting.front();
      acting.pop_front();
      if (next.request.id != request.id) {
        out.push_back({.kind = EventKind::kTriggered,
                       .side = next.request.side,
                       .order = next.request.id,
                       .price = next.request.trigger,
                       .quantity = next.visible,
                       .order_open = next.visible});
      }
      prints_.clear();
      Act(next, out);
      for (const int64_t price : prints_) TakeTouched(price, next.request.side, &acting);
    }
  }

  void Cancel(uint64_t id, Events& out) { End(id, EventKind::kCanceled, Reason::kByOwner, out); }

  void Reduce(uint64_t id, int64_t open, Events& out) {
    Open* order = Get(id);
    if (order == nullptr) {
      out.push_back({.kind = EventKind::kRejected, .reason = Reason::kUnknownId, .order = id});
      return;
    }
    const int64_t before = order->visible + order->hidden;
    if (open <= 0 || open >= before) {
      out.push_back({.kind = EventKind::kRejected,
                     .reason = Reason::kBadQuantity,
                     .side = order->request.side,
                     .order = id,
                     .price = order->request.price,
                     .order_open = before});
      return;
    }
    int64_t less = before - open;
    const int64_t from_hidden = std::min(less, order->hidden);
    order->hidden -= from_hidden;
    less -= from_hidden;
    order->visible -= less;
    out.push_back({.kind = EventKind::kReduced,
                   .side = order->request.side,
                   .order = id,
                   .price = order->request.price,
                   .quantity = open,
                   .order_open = open});
  }

  void Replace(uint64_t id, const NewOrder& request, Events& out) {
    if (End(id, EventKind::kCanceled, Reason::kReplaced, out)) Submit(request, out);
  }

  void AdvanceTo(base::UnixNanos now, Events& out) {
    now_ = std::max(now_, now);
    std::vector<Open> over;
    ForEach([&](const Open& order) {
      const bool ends = order.request.tif == core::TimeInForce::kGtd;
      if (ends && order.request.expire_time <= now_) over.push_back(order);
    });
    std::sort(over.begin(), over.end(), [](const Open& a, const Open& b) {
      const auto a_time = a.request.expire_time, b_time = b.request.expire_time;
      return a_time != b_time ? a_time < b_time : a.arrival < b.arrival;
    });
    for (const Open& order : over) {
      End(order.request.id, EventKind::kExpired, Reason::kGoodTillDate, out);
    }
  }

  std::vector<LevelView> Depth(core::Side side) const {
    std::vector<LevelView> levels;
    for (const auto& [price, queue] : side == core::Side::kBuy ? bids_ : asks_) {
      LevelView level{.price = price};
      for (const Open& order : queue) {
        level.quantity += order.visible;
        ++level.orders;
      }
      levels.push_back(level);
    }
    if (side == core::Side::kBuy) std::reverse(levels.begin(), levels.end());
    return levels;
  }

  std::vector<OrderView> OrdersAt(core::Side side, int64_t price) const {
    std::vector<OrderView> orders;
    const Queues& queues = side == core::Side::kBuy ? bids_ : asks_;
    if (!queues.contains(price)) return orders;
    for (const Open& order : queues.at(price)) {
      orders.push_back({.id = order.request.id,
                        .account = order.request.account,
                        .side = side,
                        .price = price,
                        .visible = order.visible,
                        .hidden = order.hidden});
    }
    return orders;
  }

  int64_t open_quantity() {
    int64_t total = 0;
    ForEach([&](const Open& order) { total += order.visible + order.hidden; });
    return total;
  }
  uint32_t open_orders() {
    uint32_t count = 0;
    ForEach([&](const Open&) { ++count; });
    return count;
  }

 private:
  struct Open {
    NewOrder request;
    uint64_t arrival = 0;
    int64_t visible = 0;
    int64_t hidden = 0;
  };
  using Queues = std::map<int64_t, std::list<Open>>;

  template <typename Visit>
  void ForEach(Visit visit) {
    for (Queues* queues : {&bids_, &asks_}) {
      for (auto& [price, queue] : *queues) std::for_each(queue.begin(), queue.end(), visit);
    }
    std::for_each(waiting_.begin(), waiting_.end(), visit);
  }

  Open* Get(uint64_t id) {
    Open* found = nullptr;
    const auto look = [&](Open& order) {
      if (order.request.id == id) found = &order;
    };
    ForEach(look);
    return found;
  }

  static bool IsMarket(const NewOrder& r) {
    return r.kind == OrderKind::kMarket || r.kind == OrderKind::kStop ||
           r.kind == OrderKind::kTakeProfit;
  }
  static bool IsUnderway(const NewOrder& r) {
    return IsMarket(r) || r.tif == core::TimeInForce::kIoc || r.tif == core::TimeInForce::kFok;
  }
  static bool WaitsForRise(const NewOrder& r) {
    const bool is_stop = r.kind == OrderKind::kStop || r.kind == OrderKind::kStopLimit;
    return r.side == core::Side::kBuy ? is_stop : !is_stop;
  }

  Reason WhyNot(const NewOrder& r) {
    using core::TimeInForce;
    const bool triggered = r.kind != OrderKind::kLimit && r.kind != OrderKind::kMarket;
    if (r.id == 0) return Reason::kBadId;
    if (Get(r.id) != nullptr) return Reason::kDuplicateId;
    if (r.quantity < 1 || r.quantity > limits_.quantity_max) return Reason::kBadQuantity;
    if (r.side != core::Side::kBuy && r.side != core::Side::kSell) return Reason::kBadTerms;
    if (static_cast<int>(r.kind) > 5 || static_cast<int>(r.tif) > 3) return Reason::kBadTerms;
    if (static_cast<int>(r.self_trade) > 3) return Reason::kBadTerms;
    if (r.post_only && r.kind != OrderKind::kLimit) return Reason::kBadTerms;
    if (r.post_only && IsUnderway(r)) return Reason::kBadTerms;
    if (r.tif == TimeInForce::kGtd) {
      if (r.kind == OrderKind::kMarket) return Reason::kBadTerms;
      if (r.expire_time <= now_) return Reason::kExpiryPassed;
    }
    if (r.display < 0 || r.display > r.quantity) return Reason::kBadDisplay;
    if (r.display > 0 && IsUnderway(r)) return Reason::kBadDisplay;
    if (r.display > 0 &&
        r.quantity / r.display + (r.quantity % r.display > 0 ? 1 : 0) > limits_.iceberg_parts_max) {
      return Reason::kBadDisplay;
    }
    if (!triggered && r.trigger != 0) return Reason::kBadTrigger;
    if (triggered) {
      if (r.trigger < 1 || r.trigger > limits_.price_max) return Reason::kBadTrigger;
      if (last_ && WaitsForRise(r) && *last_ >= r.trigger) return Reason::kWouldTrigger;
      if (last_ && !WaitsForRise(r) && *last_ <= r.trigger) return Reason::kWouldTrigger;
    }
    if (r.price == 0 && !IsMarket(r)) return Reason::kBadPrice;
    if (r.price < 0 || r.price > limits_.price_max) return Reason::kBadPrice;
    if (r.post_only && r.side == core::Side::kBuy && !asks_.empty() &&
        asks_.begin()->first <= r.price) {
      return Reason::kWouldTake;
    }
    if (r.post_only && r.side == core::Side::kSell && !bids_.empty() &&
        bids_.rbegin()->first >= r.price) {
      return Reason::kWouldTake;
    }
    const bool may_stay = triggered || !IsUnderway(r);
    if (may_stay && open_orders() >= limits_.orders_max) return Reason::kBookFull;
    if (may_stay && r.quantity > (int64_t{1} << 62) - open_quantity()) return Reason::kBookFull;
    return Reason::kNone;
  }

  // Trades what it can, then rests or ends.
  void Act(Open& taker, Events& out) {
    const NewOrder& r = taker.request;
    bool alive = true;
    if (r.tif == core::TimeInForce::kFok) {
      // Tried on a copy of the whole book: it fills there or it does not.
      PlainBook copy = *this;
      Open attempt = taker;
      Events unseen;
      copy.Trade(attempt, unseen);
      if (attempt.visible == 0) alive = Trade(taker, out);
    } else {
      alive = Trade(taker, out);
    }
    if (!alive || taker.visible == 0) return;
    if (IsUnderway(r)) {
      out.push_back({.kind = EventKind::kExpired,
                     .reason = Reason::kUnfilledRest,
                     .side = r.side,
                     .order = r.id,
                     .price = r.price,
                     .quantity = taker.visible});
      return;
    }
    if (r.display > 0 && taker.visible > r.display) {
      taker.hidden = taker.visible - r.display;
      taker.visible = r.display;
    }
    (r.side == core::Side::kBuy ? bids_ : asks_)[r.price].push_back(taker);
  }

  // False where it was ended for a self-trade.
  bool Trade(Open& taker, Events& out) {
    const NewOrder& r = taker.request;
    const bool buys = r.side == core::Side::kBuy;
    Queues& makers = buys ? asks_ : bids_;
    while (taker.visible > 0 && !makers.empty()) {
      const auto level = buys ? makers.begin() : std::prev(makers.end());
      const int64_t price = level->first;
      if (r.price != 0 && (buys ? price > r.price : price < r.price)) break;
      Open& maker = level->second.front();
      if (maker.request.account == r.account && r.self_trade != SelfTradePrevention::kNone) {
        const uint64_t maker_id = maker.request.id;
        if (r.self_trade != SelfTradePrevention::kExpireTaker) {
          End(maker_id, EventKind::kExpired, Reason::kSelfTrade, out);
          out.back().counterpart = r.id;
        }
        if (r.self_trade == SelfTradePrevention::kExpireMaker) continue;
        out.push_back({.kind = EventKind::kExpired,
                       .reason = Reason::kSelfTrade,
                       .side = r.side,
                       .order = r.id,
                       .counterpart = maker_id,
                       .price = price,
                       .quantity = taker.visible});
        return false;
      }
      Print(taker, maker, out);
      if (maker.visible > 0) continue;
      const Open used = maker;
      level->second.pop_front();
      if (used.hidden > 0) level->second.push_back(NextSlice(used, out));
      if (level->second.empty()) makers.erase(level);
    }
    return true;
  }

  void Print(Open& taker, Open& maker, Events& out) {
    const int64_t quantity = std::min(taker.visible, maker.visible);
    taker.visible -= quantity;
    maker.visible -= quantity;
    last_ = maker.request.price;
    prints_.push_back(*last_);
    out.push_back({.kind = EventKind::kTrade,
                   .side = taker.request.side,
                   .order = taker.request.id,
                   .counterpart = maker.request.id,
                   .price = *last_,
                   .quantity = quantity,
                   .order_open = taker.visible,
                   .maker_open = maker.visible + maker.hidden,
                   .trade = ++trades_});
  }

  static Open NextSlice(Open order, Events& out) {
    order.visible = std::min(order.request.display, order.hidden);
    order.hidden -= order.visible;
    out.push_back({.kind = EventKind::kRefilled,
                   .side = order.request.side,
                   .order = order.request.id,
                   .price = order.request.price,
                   .quantity = order.visible,
                   .order_open = order.visible + order.hidden});
    return order;
  }

  // Moves what one printed price touches from the waiting to the acting.
  void TakeTouched(int64_t price, core::Side taker, std::list<Open>* acting) {
    std::vector<Open> rising, falling;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
      const bool rises = WaitsForRise(it->request);
      const bool touched = rises ? price >= it->request.trigger : price <= it->request.trigger;
      if (!touched) {
        ++it;
        continue;
      }
      (rises ? rising : falling).push_back(*it);
      it = waiting_.erase(it);
    }
    std::stable_sort(rising.begin(), rising.end(), [](const Open& a, const Open& b) {
      return a.request.trigger < b.request.trigger;
    });
    std::stable_sort(falling.begin(), falling.end(), [](const Open& a, const Open& b) {
      return a.request.trigger > b.request.trigger;
    });
    const bool falling_first = taker == core::Side::kBuy;
    for (const Open& order : falling_first ? falling : rising) acting->push_back(order);
    for (const Open& order : falling_first ? rising : falling) acting->push_back(order);
  }

  bool End(uint64_t id, EventKind kind, Reason reason, Events& out) {
    const Open* order = Get(id);
    if (order == nullptr) {
      out.push_back({.kind = EventKind::kRejected, .reason = Reason::kUnknownId, .order = id});
      return false;
    }
    out.push_back({.kind = kind,
                   .reason = reason,
                   .side = order->request.side,
                   .order = id,
                   .price = order->request.price,
                   .quantity = order->visible + order->hidden});
    const auto is_it = [id](const Open& o) { return o.request.id == id; };
    for (Queues* queues : {&bids_, &asks_}) {
      for (auto it = queues->begin(); it != queues->end();) {
        it->second.remove_if(is_it);
        it = it->second.empty() ? queues->erase(it) : std::next(it);
      }
    }
    waiting_.remove_if(is_it);
    return true;
  }

  BookLimits limits_;
  Queues bids_, asks_;
  std::list<Open> waiting_;  // by arrival
  std::vector<int64_t> prints_;
  std::optional<int64_t> last_;
  base::UnixNanos now_ = base::kBeginningOfTime;
  uint64_t arrivals_ = 0;
  uint64_t trades_ = 0;
};

}  // namespace keel::sim::matching::testing
