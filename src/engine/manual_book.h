// SPDX-License-Identifier: MIT
// The book of the orders that a person places by hand: an account of its own behind those of the
// strategies, which keep their numbers. No share of the equity is allotted to it, and nothing
// crosses with it; the gate holds it to the same limits.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/event.h"
#include "core/order.h"
#include "engine/settings.h"

namespace keel::engine {

constexpr std::string_view kManualBook = "manual";

/// The name behind a number of a session: of a strategy, or of the orders by hand.
inline std::string BookName(const std::vector<StrategySettings>& strategies, size_t index) {
  if (index < strategies.size()) return strategies[index].name;
  if (index == strategies.size()) return std::string(kManualBook);
  return fmt::format("strategy {}", index);
}

/// What a person asks for.
struct ManualOrder {
  core::OrderTerms terms;  ///< of a market or a limit order
  std::string key;         ///< of the asker's choice: one key places one order; "": none
  std::string by, reason;
};

/// What would become of an order if it were placed now.
struct OrderForecast {
  core::OrderTerms terms;  ///< as it would leave, rounded; for nothing where it is refused
  std::vector<core::Refusal> refusals;  ///< the rules that refuse it or make it smaller
  /// The worst that it may get, quote currency. A sale at the market has no such price: the one
  /// that is expected of it.
  core::Decimal price;
  core::Decimal value;       ///< at that price without the fee, quote currency
  core::Decimal fee;         ///< at most, quote currency
  core::Quantity head_room;  ///< the most that would pass now, at the market
  bool goes_out() const { return terms.quantity.is_positive(); }
};

/// What became of it.
struct ManualPlacement {
  core::OrderId order;
  bool is_known = false;  ///< it was placed before, by the same key
};

}  // namespace keel::engine
