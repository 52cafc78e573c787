// SPDX-License-Identifier: MIT
// What Binance tells of our own account as it happens: the events of a user-data subscription on
// the WebSocket API (the listen keys of spot are gone since October 2025). [Binance: User data
// streams]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"
#include "venues/binance/order_words.h"
#include "venues/binance/rest_messages.h"

namespace keel::venues::binance {

/// `executionReport`: something happened to an order.
struct ExecutionReport {
  base::UnixNanos event_time;
  base::UnixNanos transaction_time;
  std::string symbol;
  uint64_t order_id = 0;
  std::string client_order_id;           ///< of a cancel its own
  std::string original_client_order_id;  ///< of a cancel that of the order; empty otherwise
  std::optional<int64_t> order_list_id;
  core::Side side = core::Side::kBuy;
  VenueOrderType type = VenueOrderType::kLimit;
  VenueTimeInForce tif = VenueTimeInForce::kGtc;
  ExecutionType execution = ExecutionType::kNew;
  VenueOrderStatus status = VenueOrderStatus::kNew;
  std::string reject_reason;  ///< "NONE" where there is none
  core::Price price;
  core::Price stop_price;
  core::Quantity quantity;
  core::Quantity iceberg_quantity;
  core::Quantity cumulative_quantity;
  core::Decimal cumulative_quote;
  std::optional<uint64_t> trade_id;  ///< of a trade
  core::Quantity last_quantity;
  core::Price last_price;
  core::Decimal commission;
  std::string commission_asset;  ///< empty without a commission; may be any coin (fault F20)
  std::optional<base::UnixNanos> placed_at;
  bool working = false;  ///< on the book
  bool maker = false;

  /// Whether it tells an execution to be booked. Venues also send TRADE with nothing traded.
  bool IsFill() const {
    return execution == ExecutionType::kTrade && trade_id && last_quantity.is_positive();
  }
  /// The client order id under which the order was placed.
  const std::string& placed_as() const {
    return original_client_order_id.empty() ? client_order_id : original_client_order_id;
  }
};

/// `outboundAccountPosition`: balances that may have changed, not all of them.
struct AccountPosition {
  base::UnixNanos event_time;
  base::UnixNanos updated_at;
  std::vector<AssetBalance> balances;
};

/// `balanceUpdate`: a deposit, withdrawal or transfer, which is no profit.
struct BalanceChange {
  base::UnixNanos event_time;
  base::UnixNanos cleared_at;
  std::string asset;
  core::Decimal change;
};

/// `listStatus`: an order list (OCO, OTO) went on.
struct OrderListStatus {
  struct Member {
    std::string symbol;
    uint64_t order_id = 0;
    std::string client_order_id;
  };
  base::UnixNanos event_time;
  base::UnixNanos transaction_time;
  std::string symbol;
  uint64_t list_id = 0;
  std::string list_client_order_id;
  std::string contingency;    ///< "OCO", "OTO"
  std::string status_type;    ///< "EXEC_STARTED", "ALL_DONE", ...
  std::string order_status;   ///< "EXECUTING", "ALL_DONE", "REJECT"
  std::string reject_reason;  ///< "NONE" where there is none
  std::vector<Member> orders;
};

/// `eventStreamTerminated`: no further event comes; subscribe again and ask what was missed.
struct EventsEnded {
  base::UnixNanos event_time;
};
/// `serverShutdown`: the connection closes within minutes; open another one now.
struct ServerShutdown {
  base::UnixNanos event_time;
};
/// An event that is known and not used (externalLockUpdate).
struct EventIgnored {
  std::string event;
};

using AccountEvent = std::variant<ExecutionReport, AccountPosition, BalanceChange, OrderListStatus,
                                  EventsEnded, ServerShutdown, EventIgnored>;

}  // namespace keel::venues::binance
