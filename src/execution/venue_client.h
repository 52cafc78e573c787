// SPDX-License-Identifier: MIT
// What the engine knows of a venue. Answers come back as events, never as return values.
#pragma once

#include "core/order.h"
#include "risk/approved_order.h"

namespace keel::execution {

class VenueClient {
 public:
  virtual ~VenueClient() = default;
  virtual void Submit(const risk::ApprovedOrder& order, base::UnixNanos now) = 0;
  /// Asks to lower the whole quantity of a working order, at its place in the queue. The answer is
  /// core::OrderAmended, unless the order's end comes first.
  virtual void Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) = 0;
  /// Asks to cancel; an unknown or ended order is ignored by the venue.
  virtual void Cancel(core::OrderId order, core::OrderEnd why, base::UnixNanos now) = 0;
};

}  // namespace keel::execution
