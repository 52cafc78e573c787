// SPDX-License-Identifier: MIT
#include "exchange/render.h"

#include "base/check.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

void WriteNames(JsonWriter& json, const SimulatedExchange& exchange, const OrderRecord& order) {
  json.Key("symbol").String(exchange.market(order.request.market).listing.symbol);
  json.Key("orderId").Number(order.id);
  WriteListId(json, "orderListId", order.list);
}

void WriteTerms(JsonWriter& json, const OrderRecord& order) {
  const OrderRequest& request = order.request;
  WriteAmount(json, "price", request.price);
  WriteAmount(json, "origQty", request.quantity);
  WriteAmount(json, "executedQty", order.executed);
  WriteAmount(json, "origQuoteOrderQty", request.quote_quantity);
  WriteAmount(json, "cummulativeQuoteQty", order.executed_quote);
  json.Key("status").String(WordOf(order.status, kOrderStatuses));
  json.Key("timeInForce").String(WordOf(request.tif, kTimesInForce));
  json.Key("type").String(WordOf(request.type, kOrderTypes));
  json.Key("side").String(WordOf(request.side, kSides));
}

void WriteExtras(JsonWriter& json, const OrderRecord& order, bool always) {
  const OrderRequest& request = order.request;
  if (always || request.stop_price.is_positive())
    WriteAmount(json, "stopPrice", request.stop_price);
  if (always || request.iceberg.is_positive()) WriteAmount(json, "icebergQty", request.iceberg);
}

void WriteFills(JsonWriter& json, const SimulatedExchange& exchange,
                const std::vector<AccountFill>& fills) {
  json.Key("fills").BeginArray();
  for (const AccountFill& fill : fills) {
    json.BeginObject();
    WriteAmount(json, "price", fill.price);
    WriteAmount(json, "qty", fill.quantity);
    WriteAmount(json, "commission", fill.commission);
    json.Key("commissionAsset").String(exchange.accounts().assets()[fill.commission_asset]);
    json.Key("tradeId").Number(fill.trade).EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string Text8(core::Decimal value) {
  constexpr size_t kDigits = 8;
  std::string text =
      RoundTo(value, core::Decimal::PowerOfTen(-8), core::Rounding::kDown).ToString();
  size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  text.append(kDigits - (text.size() - point - 1), '0');
  return text;
}

void WriteListId(JsonWriter& json, std::string_view key, const std::optional<uint64_t>& list) {
  json.Key(key);
  list ? json.Number(*list) : json.Number(-1);
}

void WriteListOrders(JsonWriter& json, const SimulatedExchange& exchange, const OrderList& list,
                     const ListWords& words) {
  json.Key(words.orders).BeginArray();
  for (size_t i = 0; i < list.orders.size(); ++i) {
    json.BeginObject().Key(words.symbol).String(exchange.market(list.market).listing.symbol);
    json.Key(words.id).Number(list.orders[i]).Key(words.name).String(list.names[i]).EndObject();
  }
  json.EndArray();
}

void WriteList(JsonWriter& json, const SimulatedExchange& exchange, const OrderList& list) {
  json.Key("orderListId").Number(list.id).Key("contingencyType").String("OCO");
  json.Key("listStatusType").String(list.done ? "ALL_DONE" : "EXEC_STARTED");
  json.Key("listOrderStatus").String(list.done ? "ALL_DONE" : "EXECUTING");
  json.Key("listClientOrderId").String(list.client_id);
  WriteTime(json, "transactionTime", list.updated_at);
  json.Key("symbol").String(exchange.market(list.market).listing.symbol);
  WriteListOrders(json, exchange, list, {"orders", "symbol", "orderId", "clientOrderId"});
}

std::string RenderError(const Refusal& refusal) {
  JsonWriter json;
  json.BeginObject().Key("code").Number(refusal.code).Key("msg").String(refusal.message);
  json.EndObject();
  return json.Take();
}

void WriteOrder(JsonWriter& json, const SimulatedExchange& exchange, const Placed& placed,
                OrderShape shape, std::string_view name) {
  const OrderRecord& order = placed.order;
  json.BeginObject();
  WriteNames(json, exchange, order);
  if (shape == OrderShape::kCancel) {
    json.Key("origClientOrderId").String(order.request.client_id);
    json.Key("clientOrderId").String(name);
  } else {
    json.Key("clientOrderId").String(order.request.client_id);
  }
  if (shape != OrderShape::kQuery) WriteTime(json, "transactTime", order.updated_at);
  if (shape == OrderShape::kAck) {
    json.EndObject();
    return;
  }
  WriteTerms(json, order);
  WriteExtras(json, order, shape == OrderShape::kQuery);
  if (shape == OrderShape::kQuery) {
    WriteTime(json, "time", order.placed_at);
    WriteTime(json, "updateTime", order.updated_at);
    json.Key("isWorking").Bool(order.working_since.has_value());
  }
  if (shape != OrderShape::kCancel) {
    json.Key("workingTime");
    order.working_since ? json.Number(Millis(*order.working_since)) : json.Number(-1);
  }
  if (shape == OrderShape::kFull) WriteFills(json, exchange, placed.fills);
  json.Key("selfTradePreventionMode").String(WordOf(order.request.prevention, kPreventions));
  json.EndObject();
}

void WriteListReports(JsonWriter& json, const SimulatedExchange& exchange, const ListedOrders& both,
                      OrderShape shape, std::string_view name) {
  json.BeginObject();
  WriteList(json, exchange, both.list);
  json.Key("orderReports").BeginArray();
  for (const OrderRecord& order : both.orders) {
    WriteOrder(json, exchange, {order, {}}, shape, name);
  }
  json.EndArray().EndObject();
}

void WriteAccountFill(JsonWriter& json, const SimulatedExchange& exchange,
                      const AccountFill& fill) {
  json.BeginObject().Key("symbol").String(exchange.market(fill.market).listing.symbol);
  json.Key("id").Number(fill.trade).Key("orderId").Number(fill.order);
  WriteListId(json, "orderListId", fill.list);
  WriteAmount(json, "price", fill.price);
  WriteAmount(json, "qty", fill.quantity);
  WriteAmount(json, "quoteQty", fill.quote());
  WriteAmount(json, "commission", fill.commission);
  json.Key("commissionAsset").String(exchange.accounts().assets()[fill.commission_asset]);
  WriteTime(json, "time", fill.time);
  json.Key("isBuyer").Bool(fill.buyer).Key("isMaker").Bool(fill.maker);
  json.Key("isBestMatch").Bool(true).EndObject();
}

void WriteKlineRow(JsonWriter& json, const Candle& candle, base::UnixNanos close) {
  json.BeginArray().Number(Millis(candle.open_time));
  for (const core::Price price : {candle.open, candle.high, candle.low, candle.close}) {
    json.String(Text8(price));
  }
  json.String(Text8(candle.volume)).Number(Millis(close) - 1);
  json.String(Text8(candle.quote_volume)).Number(candle.trades);
  json.String(Text8(candle.taker_buy_volume)).String(Text8(candle.taker_buy_quote_volume));
  json.String("0").EndArray();
}

void WriteLevels(JsonWriter& json, const std::vector<PriceLevel>& levels) {
  json.BeginArray();
  for (const PriceLevel& level : levels) {
    json.BeginArray().String(Text8(level.price)).String(Text8(level.quantity)).EndArray();
  }
  json.EndArray();
}

}  // namespace keel::exchange
