// SPDX-License-Identifier: MIT
// Every order of the run with its state. Ids are dense, so an order is found by its number.
#pragma once

#include <optional>
#include <vector>

#include "base/check.h"
#include "core/event.h"
#include "execution/order_state.h"

namespace keel::execution {

struct AskedAmend {
  core::AmendOrder what;
  bool open = true;  ///< what became of it is not known
};

struct OrderEntry {
  core::Order order;
  OrderState state = OrderState::kPendingNew;
  core::Quantity filled;
  core::Decimal value;  ///< sum of price x quantity of the fills, quote currency
  std::optional<core::OrderEnd> end;
  base::UnixNanos ended_at{};
  core::Quantity placed;      ///< as it was sent: an amend lowers what its terms say
  bool was_accepted = false;  ///< the venue had it, whatever became of it since
  /// The last amend that was asked for.
  std::optional<AskedAmend> amend = std::nullopt;
  /// No venue has it: an exit that is kept here, for which other orders of its group work.
  bool is_kept = false;

  core::Quantity open() const { return order.terms.quantity - filled; }
  bool is_terminal() const { return IsTerminal(state); }
};

class OrderStore {
 public:
  /// Requires ids 1, 2, 3, ... in this order.
  void Add(const core::Order& order, bool is_kept = false) {
    CHECK(order.id.value == entries_.size() + 1, "order ids must be dense");
    OrderEntry entry;
    entry.order = order;
    entry.placed = order.terms.quantity;
    entry.is_kept = is_kept;
    entries_.push_back(entry);
  }
  OrderEntry& at(core::OrderId id) {
    CHECK(id.value >= 1 && id.value <= entries_.size(), "unknown order id");
    return entries_[id.value - 1];
  }
  const OrderEntry& at(core::OrderId id) const { return const_cast<OrderStore*>(this)->at(id); }
  bool Contains(core::OrderId id) const { return id.value >= 1 && id.value <= entries_.size(); }
  /// Moves the order on; a transition that the life cycle does not have is a CHECK.
  void Apply(core::OrderId id, OrderSignal signal) {
    OrderEntry& entry = at(id);
    const std::optional<OrderState> next = Next(entry.state, signal);
    CHECK(next.has_value(), "illegal transition in the life of an order");
    entry.state = *next;
    entry.was_accepted = entry.was_accepted || signal == OrderSignal::kAccept;
  }
  const std::vector<OrderEntry>& entries() const { return entries_; }
  core::OrderId next_id() const { return {entries_.size() + 1}; }

 private:
  std::vector<OrderEntry> entries_;
};

}  // namespace keel::execution
