// SPDX-License-Identifier: MIT
// What a venue or a file may say at most. Beyond it a number is senseless, and would overflow the
// sums and products of those that make sense.
#pragma once

#include "base/time.h"
#include "core/amount.h"

namespace keel::execution {

inline constexpr core::Quantity kMostQuantity{core::Decimal::PowerOfTen(20)};
inline constexpr core::Price kMostPrice{core::Decimal::PowerOfTen(15)};
inline constexpr core::Decimal kMostMinimum = core::Decimal::PowerOfTen(12);

/// A time of 1970 to 2116, so that adding a span of years stays in range.
constexpr bool IsUsable(base::UnixNanos t) { return t.ns >= 0 && t.ns < int64_t{1} << 62; }
constexpr bool IsUsable(core::Quantity q) { return !q.is_negative() && q <= kMostQuantity; }
constexpr bool IsUsable(core::Price p) { return p.is_positive() && p <= kMostPrice; }

/// The least quantity, in whole lots, that is worth `min_notional` at `price`; at least one lot.
inline core::Quantity LeastOrder(core::Price price, core::Quantity lot,
                                 core::Decimal min_notional) {
  const core::Decimal units = core::Div(min_notional, price.value(), core::Rounding::kUp);
  const core::Quantity lots(core::RoundTo(units, lot.value(), core::Rounding::kUp));
  return lots < lot ? lot : lots;
}

}  // namespace keel::execution
