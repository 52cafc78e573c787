// SPDX-License-Identifier: MIT
// Whether an order passes the venue's filters, asked before it is sent: what the venue would refuse
// by the pair's steps and sizes is refused here, under the name that the venue would give (fault
// F22). What only the venue can know is left to it: the average price of its last minutes
// (PERCENT_PRICE, the value of a market order), and what else the account has and works there
// (MAX_POSITION, MAX_NUM_ORDERS and its like).
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
};

/// The first of the filters checked here that the order does not pass ("LOT_SIZE"), in the order in
/// which the venue looks; nothing where it passes them.
std::optional<std::string_view> FailingFilter(const FilterQuestion& order,
                                              const SymbolRules& rules);

}  // namespace keel::venues::binance
