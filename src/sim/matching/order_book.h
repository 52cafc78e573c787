// SPDX-License-Identifier: MIT
// The matching engine of one symbol: a limit order book by price and time, every order kind of a
// spot venue, exact in 64-bit integers. It tells all that it does as events and remembers no more
// than what is open.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/matching/event.h"
#include "sim/matching/id_table.h"
#include "sim/matching/order.h"
#include "sim/matching/order_pool.h"
#include "sim/matching/price_ladder.h"

namespace keel::sim::matching {

/// What a book takes. Beyond it orders are refused with a reason.
struct BookLimits {
  int64_t price_max = kMaxTicks;     ///< ticks, at most kMaxTicks
  int64_t quantity_max = kMaxLots;   ///< lots of one order, at most kMaxLots
  uint32_t orders_max = 10'000'000;  ///< open at once, waiting ones too
  /// Slices of one iceberg (Binance's filter ICEBERG_PARTS): or two orders would trade for ever.
  int64_t iceberg_parts_max = 100;
};

/// One price of one side.
struct LevelView {
  int64_t price = 0;     ///< ticks
  int64_t quantity = 0;  ///< lots shown
  uint32_t orders = 0;
  friend bool operator==(const LevelView&, const LevelView&) = default;
};

/// A price whose shown quantity may have changed.
struct DepthChange {
  core::Side side = core::Side::kBuy;
  int64_t price = 0;
  int64_t quantity = 0;  ///< lots shown now; 0: the level is gone
  friend bool operator==(const DepthChange&, const DepthChange&) = default;
};

/// An open order.
struct OrderView {
  uint64_t id = 0;
  uint32_t account = 0;
  core::Side side = core::Side::kBuy;
  bool waiting = false;  ///< for its trigger
  int64_t price = 0;     ///< ticks: the limit; 0: none
  int64_t trigger = 0;   ///< while it waits
  int64_t visible = 0;
  int64_t hidden = 0;
  friend bool operator==(const OrderView&, const OrderView&) = default;
};

/// Rules beyond price and time:
/// - Trades are at the maker's price. A taker trades all it can before anything triggers.
/// - An iceberg whose slice is traded shows the next one at the end of its queue, at once: the same
///   taker may reach it again.
/// - Triggers fire on the prices of trades, in the order in which trades touched them, then by
///   trigger price from the nearer, then by arrival. A triggered order acts when those before it
///   have; what its own trades touch queues up behind.
/// - A FOK that cannot fill ends without a trace in the book, orders of its own account included.
/// Steady state makes no allocation: memory grows with the most that was ever open at once.
class OrderBook {
 public:
  /// Requires limits within kMaxTicks and kMaxLots.
  explicit OrderBook(const BookLimits& limits = {});

  /// kAccepted and what follows from it, or kRejected.
  void Submit(const NewOrder& order, Events& out);
  /// kCanceled, or kRejected with kUnknownId.
  void Cancel(uint64_t id, Events& out);
  /// Leaves `open` lots open (more than 0, fewer than now), at the same place in the queue. An
  /// iceberg's hidden lots go first, as in Binance's "order amend keep priority". kReduced, or
  /// kRejected with kUnknownId or kBadQuantity.
  void Reduce(uint64_t id, int64_t open, Events& out);
  /// Cancels `id` and submits `order`, which may have the same id. Nothing is submitted where `id`
  /// is unknown; where `order` is refused, `id` is gone nevertheless (Binance's cancel-replace in
  /// mode STOP_ON_FAILURE).
  void Replace(uint64_t id, const NewOrder& order, Events& out);
  /// From now on the first of two open orders to trade or to trigger ends the other at once
  /// (kExpired with kOtherActed, before the triggered one acts). An end of any other kind leaves
  /// the other as it is. Requires both open, neither linked, and at most one without a trigger.
  void Link(uint64_t one, uint64_t other);
  /// The clock of kGtd orders: those that end at `now` or before expire, by time, then by arrival.
  /// A time before an earlier one changes nothing.
  void AdvanceTo(base::UnixNanos now, Events& out);

  std::optional<LevelView> BestBid() const { return Best(Place::kBids); }
  std::optional<LevelView> BestAsk() const { return Best(Place::kAsks); }
  /// Appends the best `count` levels of a side, best first.
  void Depth(core::Side side, size_t count, std::vector<LevelView>* out) const;
  /// Appends the shown orders of a price, first in queue first.
  void OrdersAt(core::Side side, int64_t price, std::vector<OrderView>* out) const;
  std::optional<OrderView> Find(uint64_t id) const;

  /// Appends each price touched since the last call, bids then asks by rising price. False where
  /// there were more than a million: then nothing is appended, and a snapshot is due.
  bool TakeDepthChanges(std::vector<DepthChange>* out);
  /// Counts every change of a level, from 0.
  uint64_t version() const { return version_; }

  uint32_t open_orders() const { return pool_.size(); }
  /// Lots of all open orders, hidden and waiting ones too.
  int64_t open_quantity() const { return open_quantity_; }
  uint64_t trades() const { return trades_; }
  /// Ticks; 0 before the first trade.
  int64_t last_price() const { return last_price_; }

  /// Checks every invariant of the book by walking all of it: a CHECK where one is broken.
  void Verify() const;

 private:
  struct Expiry {
    int64_t time_ns = 0;
    uint64_t arrival = 0;  // 0: none
  };
  struct ExpiryEntry {
    Expiry expiry;
    uint32_t slot = 0;
  };
  // The prices of one taker's trades: the first and the last are the extremes.
  struct Sweep {
    core::Side side = core::Side::kBuy;
    int64_t first = 0;  // 0: no trade
    int64_t last = 0;
  };

  Reason Refuse(const NewOrder& request) const;
  Reason RefuseTerms(const NewOrder& request) const;
  Reason RefuseTrigger(const NewOrder& request) const;
  bool WouldTake(core::Side side, int64_t price) const;

  Sweep Execute(Order& taker, const Expiry& expiry, Events& out);
  bool Match(Order& taker, int64_t floor, Sweep& sweep, Events& out);
  void Trade(Order& taker, Level& level, Events& out);
  bool PreventSelfTrade(Order& taker, uint32_t maker, Events& out);
  int64_t Fillable(const Order& taker, int64_t floor) const;
  void RunTriggers(Sweep sweep, Events& out);
  void QueueTouched(const Sweep& sweep);
  void QueueFrom(Place place, int64_t floor);

  void Rest(const Order& order, const Expiry& expiry);
  void Append(uint32_t slot);
  void Unlink(uint32_t slot);
  void Forget(uint32_t slot);
  void Close(uint32_t slot, EventKind kind, Reason reason, Events& out);
  uint32_t DropLink(uint32_t slot);
  void EndOther(uint32_t slot, Events& out);
  void Schedule(uint32_t slot, const Expiry& expiry);
  void DropStaleExpiries();
  void Touch(Place place, int64_t key, Level& level);
  void LoseChanges();
  PriceLadder& ladder(Place place) { return ladders_[static_cast<size_t>(place)]; }
  const PriceLadder& ladder(Place place) const { return ladders_[static_cast<size_t>(place)]; }
  std::optional<LevelView> Best(Place place) const;
  OrderView View(const Order& order) const;
  int64_t VerifyPlace(Place place, uint32_t* orders) const;

  BookLimits limits_;
  std::array<PriceLadder, 4> ladders_;  // by Place; of waiting orders the key is the trigger's
  OrderPool pool_;
  IdTable ids_;
  int64_t open_quantity_ = 0;
  int64_t last_price_ = 0;
  uint64_t trades_ = 0;
  uint64_t version_ = 0;
  std::array<std::vector<int64_t>, 2> changes_;  // keys, by Place
  bool changes_lost_ = false;
  std::vector<uint32_t> triggered_;     // slots, in the order in which they act; 0: it has
  std::map<uint64_t, uint64_t> links_;  // by id, both ways
  int64_t now_ns_ = INT64_MIN;
  uint64_t arrivals_ = 0;             // of orders that expire
  size_t expiring_ = 0;               // of the open orders
  std::vector<Expiry> expiries_;      // by slot
  std::vector<ExpiryEntry> by_time_;  // a heap, the earliest on top; some are of ended orders
};

}  // namespace keel::sim::matching
