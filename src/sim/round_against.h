// SPDX-License-Identifier: MIT
// The price of an execution comes out of doubles and is paid in ticks: what does not fit the grid
// is to the trader's cost. Shared by all that imagine fills on bars.
#pragma once

#include "core/amount.h"
#include "core/bar.h"

namespace keel::sim {

/// Rounds against the trader, forgiving the last bits of a double that should lie on the grid.
inline core::Price RoundAgainst(double price, core::Price tick, core::Side side) {
  const double grain = tick.ToDouble() * 1e-6;
  return side == core::Side::kBuy
             ? core::Price::FromDouble(price - grain, tick, core::Rounding::kCeiling)
             : core::Price::FromDouble(price + grain, tick, core::Rounding::kFloor);
}

}  // namespace keel::sim
