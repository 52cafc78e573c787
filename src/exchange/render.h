// SPDX-License-Identifier: MIT
// What the exchange says, in Binance's own shapes: times in milliseconds, amounts as decimal texts
// with eight digits behind the point. [Binance: REST API, WebSocket streams, User data streams]
#pragma once

#include <string>

#include "base/json.h"
#include "exchange/simulated_exchange.h"

namespace keel::exchange {

/// "0.10000000"; what is beyond eight digits is cut off.
std::string Text8(core::Decimal value);
inline std::string Text8(core::Price price) { return Text8(price.value()); }
inline std::string Text8(core::Quantity quantity) { return Text8(quantity.value()); }
inline int64_t Millis(base::UnixNanos time) { return time.ns / 1'000'000; }

std::string RenderError(const Refusal& refusal);

/// Which of the shapes of an order it is.
enum class OrderShape : uint8_t {
  kQuery,   ///< of order.status, openOrders, allOrders
  kAck,     ///< of a placement: ids only
  kResult,  ///< of a placement: without its fills
  kFull,    ///< of a placement: with them
  kCancel,
};
/// Writes the object. `fills` matter to kFull, `name` (the cancel's own) to kCancel.
void WriteOrder(base::JsonWriter& json, const SimulatedExchange& exchange, const Placed& placed,
                OrderShape shape, std::string_view name = "");
/// The members of an order list, into an object that is open.
void WriteList(base::JsonWriter& json, const SimulatedExchange& exchange, const OrderList& list);
/// A list with its orders, as an object.
void WriteListReports(base::JsonWriter& json, const SimulatedExchange& exchange,
                      const ListedOrders& both, OrderShape shape, std::string_view name);
/// How the orders of a list are called where they are told of.
struct ListWords {
  std::string_view orders, symbol, id, name;
};
void WriteListOrders(base::JsonWriter& json, const SimulatedExchange& exchange,
                     const OrderList& list, const ListWords& words);
/// The list of an order, -1 where it has none.
void WriteListId(base::JsonWriter& json, std::string_view key, const std::optional<uint64_t>& list);
void WriteAccountFill(base::JsonWriter& json, const SimulatedExchange& exchange,
                      const AccountFill& fill);
/// One array of a kline answer.
void WriteKlineRow(base::JsonWriter& json, const Candle& candle, base::UnixNanos close);
/// [["price","quantity"], ...]
void WriteLevels(base::JsonWriter& json, const std::vector<PriceLevel>& levels);

/// An amount under a name.
template <typename T>
void WriteAmount(base::JsonWriter& json, std::string_view key, T value) {
  json.Key(key).String(Text8(value));
}
inline void WriteTime(base::JsonWriter& json, std::string_view key, base::UnixNanos time) {
  json.Key(key).Number(Millis(time));
}

}  // namespace keel::exchange
