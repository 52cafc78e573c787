// SPDX-License-Identifier: MIT
#include "exchange/account_events.h"

#include <algorithm>

#include "exchange/render.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

void WriteTerms(JsonWriter& json, const OrderReport& report) {
  const OrderRequest& request = report.order.request;
  const bool renamed = !report.cancel_id.empty();
  json.Key("c").String(renamed ? report.cancel_id : request.client_id);
  json.Key("S").String(WordOf(request.side, kSides));
  json.Key("o").String(WordOf(request.type, kOrderTypes));
  json.Key("f").String(WordOf(request.tif, kTimesInForce));
  WriteAmount(json, "q", request.quantity);
  WriteAmount(json, "p", request.price);
  WriteAmount(json, "P", request.stop_price);
  WriteAmount(json, "F", request.iceberg);
  WriteListId(json, "g", report.order.list);
  json.Key("C").String(renamed ? request.client_id : "");
}

void WriteExecution(JsonWriter& json, const SimulatedExchange& exchange,
                    const OrderReport& report) {
  const OrderRecord& order = report.order;
  json.Key("x").String(WordOf(report.execution, kExecutionTypes));
  json.Key("X").String(WordOf(order.status, kOrderStatuses));
  json.Key("r").String("NONE").Key("i").Number(order.id);
  const auto& fill = report.fill;
  WriteAmount(json, "l", fill ? fill->quantity : core::Quantity());
  WriteAmount(json, "z", order.executed);
  WriteAmount(json, "L", fill ? fill->price : core::Price());
  WriteAmount(json, "n", fill ? fill->commission : core::Decimal());
  json.Key("N");
  fill ? json.String(exchange.accounts().assets()[fill->commission_asset]) : json.Null();
  WriteTime(json, "T", report.time);
  json.Key("t");
  fill ? json.Number(fill->trade) : json.Number(-1);
  json.Key("w").Bool(order.is_open() && order.working_since.has_value());
  json.Key("m").Bool(fill && fill->maker).Key("M").Bool(fill.has_value());
  WriteTime(json, "O", order.placed_at);
  WriteAmount(json, "Z", order.executed_quote);
  WriteAmount(json, "Y", fill ? fill->quote() : core::Decimal());
  WriteAmount(json, "Q", order.request.quote_quantity);
  if (order.working_since) WriteTime(json, "W", *order.working_since);
  json.Key("V").String(WordOf(order.request.prevention, kPreventions));
}

}  // namespace

std::string ExecutionReportMessage(const SimulatedExchange& exchange, const OrderReport& report) {
  JsonWriter json;
  json.BeginObject().Key("e").String("executionReport");
  WriteTime(json, "E", report.time);
  json.Key("s").String(exchange.market(report.order.request.market).listing.symbol);
  WriteTerms(json, report);
  WriteExecution(json, exchange, report);
  json.EndObject();
  return json.Take();
}

std::string AccountPositionMessage(const SimulatedExchange& exchange, AccountId account,
                                   MarketId market_id, base::UnixNanos now,
                                   std::optional<AssetId> fee_asset) {
  const Market& market = exchange.market(market_id);
  JsonWriter json;
  json.BeginObject().Key("e").String("outboundAccountPosition");
  WriteTime(json, "E", now);
  WriteTime(json, "u", exchange.updated_at(account));
  json.Key("B").BeginArray();
  std::vector<AssetId> changed = {market.base_asset, market.quote_asset};
  if (fee_asset && std::ranges::find(changed, *fee_asset) == changed.end()) {
    changed.push_back(*fee_asset);
  }
  for (const AssetId asset : changed) {
    const Balance& balance = exchange.accounts().at(account, asset);
    json.BeginObject().Key("a").String(exchange.accounts().assets()[asset]);
    WriteAmount(json, "f", balance.free);
    WriteAmount(json, "l", balance.locked);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return json.Take();
}

std::string BalanceUpdateMessage(const SimulatedExchange& exchange, const BalanceChange& change) {
  JsonWriter json;
  json.BeginObject().Key("e").String("balanceUpdate");
  WriteTime(json, "E", change.time);
  json.Key("a").String(exchange.accounts().assets()[change.asset]);
  WriteAmount(json, "d", change.amount);
  WriteTime(json, "T", change.time);
  json.EndObject();
  return json.Take();
}

std::string ListStatusMessage(const SimulatedExchange& exchange, const OrderList& list) {
  JsonWriter json;
  json.BeginObject().Key("e").String("listStatus");
  WriteTime(json, "E", list.updated_at);
  json.Key("s").String(exchange.market(list.market).listing.symbol).Key("g").Number(list.id);
  json.Key("c").String("OCO").Key("l").String(list.done ? "ALL_DONE" : "EXEC_STARTED");
  json.Key("L").String(list.done ? "ALL_DONE" : "EXECUTING").Key("r").String("NONE");
  json.Key("C").String(list.client_id);
  WriteTime(json, "T", list.updated_at);
  WriteListOrders(json, exchange, list, {"O", "s", "i", "c"});
  json.EndObject();
  return json.Take();
}

std::string BareEventMessage(std::string_view event, base::UnixNanos now) {
  return fmt::format("{{\"e\":{},\"E\":{}}}", base::JsonQuote(event), Millis(now));
}

}  // namespace keel::exchange
