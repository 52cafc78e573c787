// SPDX-License-Identifier: MIT
// What the engine knows of a venue. Answers come back as events, never as return values.
#pragma once

#include <span>

#include "base/check.h"
#include "core/order.h"
#include "risk/approved_order.h"

namespace keel::execution {

class VenueClient {
 public:
  virtual ~VenueClient() = default;
  virtual void Submit(const risk::ApprovedOrder& order, base::UnixNanos now) = 0;
  /// An entry, and exits that wait there for what it buys and end with one that buys nothing; an
  /// exit that begins ends the others and the entry. For a venue that knows that by itself; for
  /// every other the desk keeps exits, and sends the entry alone.
  virtual void SubmitBracket(const risk::ApprovedOrder& /*entry*/,
                             std::span<const risk::ApprovedOrder> /*exits*/,
                             base::UnixNanos /*now*/) {
    CHECK(false, "a bracket was sent to a venue that knows none");
  }
  /// Asks to lower the whole quantity of a working order, at its place in the queue. The answer is
  /// core::OrderAmended, unless the order's end comes first.
  virtual void Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) = 0;
  /// Asks to cancel; an unknown or ended order is ignored by the venue.
  virtual void Cancel(core::OrderId order, core::OrderEnd why, base::UnixNanos now) = 0;
};

}  // namespace keel::execution
