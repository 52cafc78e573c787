// SPDX-License-Identifier: MIT
// Which orders that wait for a price a venue takes of a pair. What it does not take is watched here
// instead: see engine::ExitKeeper.
#pragma once

#include <cstdint>

#include "core/order.h"

namespace keel::execution {

/// Without a word of the venue it takes all of them.
struct StopRules {
  bool at_market = true;    ///< a stop that trades at the market
  bool with_limit = true;   ///< a stop that trades at a limit
  bool take_profit = true;  ///< at the market, once the price is better
  uint32_t most = 0;        ///< that may wait there at once, of all kinds together; zero: any
  friend bool operator==(const StopRules&, const StopRules&) = default;

  /// Whether the venue takes an order of that type at all.
  constexpr bool Takes(core::OrderType type) const {
    switch (type) {
      case core::OrderType::kMarket:
      case core::OrderType::kLimit:
        return true;
      case core::OrderType::kStop:
      case core::OrderType::kTrailingStop:
        return at_market;
      case core::OrderType::kStopLimit:
        return with_limit;
      case core::OrderType::kTakeProfit:
        return take_profit;
    }
    return false;
  }
};

/// Whether an order of that type waits for a price at the venue, and counts against
/// StopRules::most.
constexpr bool WaitsForPrice(core::OrderType type) {
  return type != core::OrderType::kMarket && type != core::OrderType::kLimit;
}

}  // namespace keel::execution
