// SPDX-License-Identifier: MIT
// What is known of how an order rested: bars tell when a price was touched and nothing of the queue
// before it. Where the same order has rested at a venue, its fills there say what bars cannot.
#pragma once

#include <functional>
#include <vector>

#include "core/order.h"

namespace keel::sim {

/// By `time`, `filled` of an order that was for `of`.
struct KnownFill {
  base::UnixNanos time;
  core::Quantity filled, of;
};

struct KnownRest {
  std::vector<KnownFill> fills;              ///< in order of time
  base::UnixNanos until = base::kEndOfTime;  ///< nothing is known of later
};

/// Asked once for each order that is sent; null: nothing is known of this one, and the path of the
/// bar fills it. What it points to must outlive the venue.
using KnownRests = std::function<const KnownRest*(const core::Order& order)>;

}  // namespace keel::sim
