// SPDX-License-Identifier: MIT
// The open orders of one book: one cache line each, in one array, linked by slot numbers. A slot
// that is given back is the next one taken, so a busy book stays where it is in the cache.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/matching/order.h"

namespace keel::sim::matching {

/// Where an open order stands.
enum class Place : uint8_t {
  kBids,
  kAsks,
  kRising,   ///< waits for a trade at its trigger or above
  kFalling,  ///< waits for a trade at its trigger or below
};

/// Bits of Order::flags.
inline constexpr uint8_t kTakesOnly = 1;     // IOC and market: what does not trade at once ends
inline constexpr uint8_t kAllOrNothing = 2;  // FOK
inline constexpr uint8_t kExpires = 4;       // GTD
inline constexpr uint8_t kLinked = 8;        // one of two that end each other

struct alignas(64) Order {
  uint64_t id = 0;
  int64_t key = 0;      // its price in the ladder of its place; greater is nearer to a trade
  int64_t visible = 0;  // lots; all of them while it takes or waits
  int64_t hidden = 0;
  int64_t display = 0;  // of an iceberg: the slice; else 0
  int64_t limit = 0;    // ticks; 0: none
  uint32_t next = 0;    // toward the end of the queue
  uint32_t prev = 0;
  uint32_t account = 0;
  core::Side side = core::Side::kBuy;
  Place place = Place::kBids;
  SelfTradePrevention self_trade = SelfTradePrevention::kNone;
  uint8_t flags = 0;

  int64_t open() const { return visible + hidden; }
};
static_assert(sizeof(Order) == 64, "an order is one cache line");

class OrderPool {
 public:
  /// Slot 0 holds no order: as a link it means none, and writes to it are harmless.
  OrderPool() : orders_(1) {}

  Order& operator[](uint32_t slot) { return orders_[slot]; }
  const Order& operator[](uint32_t slot) const { return orders_[slot]; }
  uint32_t size() const { return size_; }

  /// Keeps a copy of `order`. References to orders do not survive it.
  uint32_t Take(const Order& order) {
    ++size_;
    if (free_ == 0) {
      orders_.push_back(order);
      return static_cast<uint32_t>(orders_.size() - 1);
    }
    const uint32_t slot = free_;
    free_ = orders_[slot].next;
    orders_[slot] = order;
    return slot;
  }
  void GiveBack(uint32_t slot) {
    --size_;
    orders_[slot].next = free_;
    free_ = slot;
  }

 private:
  std::vector<Order> orders_;
  uint32_t free_ = 0;
  uint32_t size_ = 0;
};

}  // namespace keel::sim::matching
