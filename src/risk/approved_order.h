// SPDX-License-Identifier: MIT
// The only thing a venue accepts. Only the gate can make one, so an unchecked order does not
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

}  // namespace keel::risk
