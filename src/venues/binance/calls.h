// SPDX-License-Identifier: MIT
// What is asked of Binance, as values: each call is built here once and written as a REST request
// or a WebSocket-API message by requests.h. Nothing is sent, and time and keys come later.
// [Binance: REST API, WebSocket API]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/timeframe.h"
#include "execution/venue_wire.h"
#include "risk/approved_order.h"
#include "venues/binance/exchange_rules.h"

namespace keel::venues::binance {

enum class Method : uint8_t {
  kPlaceOrder,
  kCancelOrder,
  kCancelReplace,
  kReduceOrder,  ///< amend, keeping the place in the queue
  kOpenOrders,
  kOrderStatus,
  kAllOrders,
  kAccountTrades,
  kAccount,
  kKeyRights,  ///< REST only
  kExchange,
  kDepth,
  kKlines,
  kTrades,
  kPastTrades,
  kAggregateTrades,
  kTime,
  kLogon,            ///< WebSocket API only: Ed25519 keys
  kSubscribe,        ///< WebSocket API only: the account's events, on a session that is logged on
  kSessionStatus,    ///< WebSocket API only: whether a subscription lives on the connection
  kSubscribeSigned,  ///< WebSocket API only: the same without a session
};

struct Parameter {
  std::string_view name;  ///< of a literal
  std::string value;
  bool bare = false;  ///< in JSON a number or a list, not a string
};

struct Call {
  Method method = Method::kTime;
  std::vector<Parameter> parameters;
  int weight = 1;  ///< request weight, from the venue's documentation
};

/// Places an order that the gate approved. Quantity and prices are written as plain decimals,
/// rounded to the pair's steps once more: the quantity down, a limit price away from the market. A
/// protected market order becomes a limit order that is cancelled at once. The answer has its
/// fills. An OCO group is not told to the venue: the sender cancels the others of the group.
/// kUnsupported where the venue or the pair has no such order; kUsage where nothing is left of the
/// quantity, a filter of order_filters.h refuses it, or the id is not one that the venue takes.
base::Result<Call> PlaceOrder(const risk::ApprovedOrder& order, const SymbolRules& rules,
                              std::string_view client_order_id);
/// The same of an order that was approved, journalled and handed to the connector.
base::Result<Call> PlaceOrder(const execution::PlaceOrder& order, const SymbolRules& rules);
/// Cancels `replaced` and places the order in its stead; not placed where the cancel fails. Errors
/// as PlaceOrder.
base::Result<Call> CancelReplace(const risk::ApprovedOrder& order, const SymbolRules& rules,
                                 std::string_view client_order_id, std::string_view replaced);
/// Lowers the whole quantity of a working order to `quantity`, rounded down to the lot; its name
/// stays. kUnsupported where the pair has no amendments, kUsage where nothing would be left.
base::Result<Call> ReduceOrder(const SymbolRules& rules, std::string_view client_order_id,
                               core::Quantity quantity);
Call CancelOrder(std::string_view symbol, std::string_view client_order_id);
Call OrderStatus(std::string_view symbol, std::string_view client_order_id);
/// Of one pair, or of all at thirteen times the weight.
Call OpenOrders(std::optional<std::string_view> symbol);

/// Which rows of a history: from an id on, or those of a time; at most `limit` (1 to 1000).
struct HistoryQuery {
  std::optional<uint64_t> from_id = std::nullopt;
  std::optional<base::UnixNanos> from = std::nullopt;  ///< not together with from_id
  std::optional<base::UnixNanos> to = std::nullopt;    ///< inclusive at the venue
  int limit = 500;
};
Call AllOrders(std::string_view symbol, const HistoryQuery& query);
Call AccountTrades(std::string_view symbol, const HistoryQuery& query);
Call AggregateTrades(std::string_view symbol, const HistoryQuery& query);
/// Without from_id.
Call Klines(std::string_view symbol, core::Timeframe timeframe, const HistoryQuery& query);
/// The latest trades.
Call Trades(std::string_view symbol, int limit);
/// Public trades from an id on; the latest ones without it. A time is not to be asked for.
Call PastTrades(std::string_view symbol, const HistoryQuery& query);

/// Balances other than zero.
Call Account();
/// What the API key may do.
Call KeyRights();
/// The rules of these pairs; of all of them where the list is empty.
Call Exchange(std::span<const std::string> symbols);
/// A snapshot of the book; `limit` levels a side (1 to 5000).
Call Depth(std::string_view symbol, int limit);
Call ServerTime();
Call Logon();
Call Subscribe();
Call SessionStatus();
Call SubscribeSigned();

}  // namespace keel::venues::binance
