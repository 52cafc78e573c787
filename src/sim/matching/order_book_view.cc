// SPDX-License-Identifier: MIT
// What can be read off a book: depth, its changes, single orders, and whether it is sound.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "sim/matching/order_book.h"

namespace keel::sim::matching {
namespace {

using core::Side;

constexpr Place PlaceOf(Side side) { return side == Side::kBuy ? Place::kBids : Place::kAsks; }
constexpr int64_t PriceOf(Place place, int64_t key) {
  return place == Place::kBids || place == Place::kFalling ? key : -key;
}
constexpr bool IsWaiting(Place place) { return place >= Place::kRising; }

}  // namespace

std::optional<LevelView> OrderBook::Best(Place place) const {
  const int64_t key = ladder(place).best_key();
  if (key == PriceLadder::kNone) return std::nullopt;
  const Level* level = ladder(place).Find(key);
  return LevelView{PriceOf(place, key), level->visible, level->orders};
}

void OrderBook::Depth(Side side, size_t count, std::vector<LevelView>* out) const {
  const PriceLadder& levels = ladder(PlaceOf(side));
  for (int64_t key = levels.best_key(); key != PriceLadder::kNone && count > 0;
       key = levels.NextWorse(key), --count) {
    const Level* level = levels.Find(key);
    out->push_back({PriceOf(PlaceOf(side), key), level->visible, level->orders});
  }
}

void OrderBook::OrdersAt(Side side, int64_t price, std::vector<OrderView>* out) const {
  const Level* level = ladder(PlaceOf(side)).Find(side == Side::kBuy ? price : -price);
  if (level == nullptr) return;
  for (uint32_t slot = level->head; slot != 0; slot = pool_[slot].next) {
    out->push_back(View(pool_[slot]));
  }
}

std::optional<OrderView> OrderBook::Find(uint64_t id) const {
  const uint32_t slot = ids_.Find(id, pool_);
  if (slot == 0) return std::nullopt;
  return View(pool_[slot]);
}

OrderView OrderBook::View(const Order& order) const {
  const bool waiting = IsWaiting(order.place);
  return {.id = order.id,
          .account = order.account,
          .side = order.side,
          .waiting = waiting,
          .price = order.limit,
          .trigger = waiting ? PriceOf(order.place, order.key) : 0,
          .visible = order.visible,
          .hidden = order.hidden};
}

bool OrderBook::TakeDepthChanges(std::vector<DepthChange>* out) {
  if (std::exchange(changes_lost_, false)) return false;
  for (const Place place : {Place::kBids, Place::kAsks}) {
    std::vector<int64_t>& keys = changes_[static_cast<size_t>(place)];
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (place == Place::kAsks) std::reverse(keys.begin(), keys.end());
    for (const int64_t key : keys) {
      const int64_t shown = ladder(place).Acknowledge(key);
      out->push_back(
          {place == Place::kBids ? Side::kBuy : Side::kSell, PriceOf(place, key), shown});
    }
    keys.clear();
  }
  return true;
}

void OrderBook::LoseChanges() {
  for (auto& keys : changes_) keys.clear();
  ladder(Place::kBids).Unlist();
  ladder(Place::kAsks).Unlist();
  changes_lost_ = true;
}

void OrderBook::Verify() const {
  const PriceLadder& bids = ladder(Place::kBids);
  const PriceLadder& asks = ladder(Place::kAsks);
  CHECK(bids.empty() || asks.empty() || bids.best_key() < -asks.best_key(), "a crossed book");
  int64_t open = 0;
  uint32_t orders = 0;
  for (const Place place : {Place::kBids, Place::kAsks, Place::kRising, Place::kFalling}) {
    open += VerifyPlace(place, &orders);
  }
  CHECK(open == open_quantity_, "lots were lost or made");
  CHECK(orders == pool_.size(), "an order stands in no queue, or in two");
}

// The open lots of a place; adds its orders to `orders`.
int64_t OrderBook::VerifyPlace(Place place, uint32_t* orders) const {
  const PriceLadder& levels = ladder(place);
  int64_t open = 0;
  for (int64_t key = levels.best_key(); key != PriceLadder::kNone; key = levels.NextWorse(key)) {
    const Level* level = levels.Find(key);
    CHECK(level != nullptr && level->orders > 0, "a level without orders");
    int64_t visible = 0;
    uint32_t count = 0, last = 0;
    for (uint32_t slot = level->head; slot != 0; slot = pool_[slot].next) {
      const Order& order = pool_[slot];
      CHECK(order.place == place && order.key == key, "an order stands at another's price");
      CHECK(order.prev == last, "a queue that differs backward");
      CHECK(order.visible > 0 && order.hidden >= 0, "an order with nothing to trade");
      CHECK(ids_.Find(order.id, pool_) == slot, "an open order that cannot be found");
      visible += order.visible;
      open += order.open();
      ++count;
      last = slot;
    }
    CHECK(level->tail == last && level->orders == count, "a queue that ends elsewhere");
    CHECK(level->visible == visible, "a level whose lots are not its orders'");
    *orders += count;
  }
  return open;
}

}  // namespace keel::sim::matching
