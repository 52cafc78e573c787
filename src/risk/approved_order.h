// SPDX-License-Identifier: MIT
// The only things a venue accepts. Only the gate can make them, so an unchecked order does not
// compile.
#pragma once

#include "core/order.h"

namespace keel::risk {

class ApprovedOrder {
 public:
  const core::Order& order() const { return order_; }

 private:
  friend class Gate;
  explicit ApprovedOrder(const core::Order& order) : order_(order) {}
  core::Order order_;
};

/// A working order that is to be for less.
class ApprovedAmend {
 public:
  core::OrderId order() const { return order_; }
  core::InstrumentId instrument() const { return instrument_; }
  /// Of the whole order, what was filled included.
  core::Quantity quantity() const { return quantity_; }

 private:
  friend class Gate;
  explicit ApprovedAmend(const core::Order& amended)
      : order_(amended.id),
        instrument_(amended.terms.instrument),
        quantity_(amended.terms.quantity) {}
  core::OrderId order_;
  core::InstrumentId instrument_;
  core::Quantity quantity_;
};

}  // namespace keel::risk
