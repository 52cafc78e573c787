// SPDX-License-Identifier: MIT
// Whether an order passes the venue's filters, asked before it is sent: what the venue would refuse
// is refused here, under the name that the venue would give (fault F22).
#pragma once

#include <optional>
#include <string_view>

#include "core/order.h"
#include "venues/binance/exchange_rules.h"

namespace keel::venues::binance {

/// An order in the venue's words, as it would be sent.
struct FilterQuestion {
  VenueOrderType type = VenueOrderType::kLimit;
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;
  core::Price price;  ///< zero: none
  core::Price stop;   ///< zero: none
  /// Of the pair, over the minutes that its rules name. Without it the filters that need one are
  /// left to the venue.
  std::optional<core::Decimal> average_price;
};

/// The first filter that the order does not pass ("LOT_SIZE"), in the order in which the venue
/// looks; nothing where it passes all.
std::optional<std::string_view> FailingFilter(const FilterQuestion& order,
                                              const SymbolRules& rules);

}  // namespace keel::venues::binance
