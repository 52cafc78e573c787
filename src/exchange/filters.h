// SPDX-License-Identifier: MIT
// Binance's filters, one after the other in the order in which it checks them: the first that an
// order breaks is the one that its refusal names. [Binance: Filters]
#pragma once

#include <optional>

#include "exchange/market.h"
#include "exchange/refusal.h"

namespace keel::exchange {

/// Open orders of the account in the market, which some filters count.
struct OpenCounts {
  int all = 0;
  int waiting = 0;  ///< for a trigger
};

/// Whether the terms go together and every filter passes. For a market order by value `request`
/// holds the quantity already that its value buys.
std::optional<Refusal> CheckOrder(const Market& market, const OrderRequest& request,
                                  const OpenCounts& counts);

}  // namespace keel::exchange
