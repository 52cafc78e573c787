// SPDX-License-Identifier: MIT
// What the public may know of a perpetual contract beside its trades: what holding it costs, and
// who was forced out of it.
#pragma once

#include <optional>

#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"

namespace keel::core {

/// How a contract is valued now, and what its holders pay each other next.
struct Funding {
  base::UnixNanos time;  ///< of the venue
  Price mark;            ///< at which positions are valued and liquidated
  Price index;           ///< of what it follows, on spot markets; zero where the venue tells none
  /// The part of a position's value that longs pay to shorts; where it is negative, shorts to
  /// longs. Until the payment it is an estimate.
  Decimal rate;
  std::optional<base::UnixNanos> next_payment;  ///< absent: none is due, and the rate is zero
  friend bool operator==(const Funding&, const Funding&) = default;
};

/// A position that the venue closed because its margin was used up. Venues may leave out some of
/// them.
struct Liquidation {
  base::UnixNanos time;    ///< of the trade
  Side side = Side::kBuy;  ///< of the order that closes it: a long is sold
  Price price;             ///< the order's limit
  Price average_price;     ///< of what was filled
  Quantity quantity;       ///< of the order, base units
  Quantity filled;
  friend bool operator==(const Liquidation&, const Liquidation&) = default;
};

}  // namespace keel::core
