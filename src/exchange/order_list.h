// SPDX-License-Identifier: MIT
// Two orders of which the first to act ends the other (OCO). What they need is locked once.
// [Binance: Order lists]
#pragma once

#include <array>
#include <string>
#include <variant>

#include "exchange/order.h"

namespace keel::exchange {

/// One leg is a LIMIT_MAKER or a take-profit, the other a stop, of one side and quantity.
struct OcoRequest {
  OrderRequest above, below;
  std::string client_id;  ///< of the list
};

struct OrderList {
  uint64_t id = 0;
  AccountId account = 0;
  MarketId market = 0;
  std::string client_id;
  std::array<uint64_t, 2> orders = {};  ///< above, below
  std::array<std::string, 2> names;     ///< under which the client knows them
  base::UnixNanos placed_at, updated_at;
  bool done = false;
};

/// A list and its orders as they are now.
struct ListedOrders {
  OrderList list;
  std::array<OrderRecord, 2> orders;
};

/// How a list is named: the exchange's number or the client's name.
using ListKey = std::variant<uint64_t, std::string>;

}  // namespace keel::exchange
