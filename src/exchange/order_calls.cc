// SPDX-License-Identifier: MIT
// What changes orders: placing, canceling, replacing, reducing.
#include "exchange/call.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;
using core::Price;
using core::Quantity;

constexpr std::array<std::pair<std::string_view, OrderShape>, 3> kShapes = {{
    {"ACK", OrderShape::kAck},
    {"RESULT", OrderShape::kResult},
    {"FULL", OrderShape::kFull},
}};

struct NewOrder {
  OrderRequest request;
  OrderShape shape = OrderShape::kFull;
};

// Which parameters each type must and must not have. [Binance: New order]
void CheckParameters(ParameterReader& in, const OrderRequest& request) {
  const auto wants = [&](std::string_view name, bool wanted) {
    if (wanted && !in.Has(name)) in.Fault(MissingParameter(name));
    if (!wanted && in.Has(name)) in.Fault(UnwantedParameter(name));
  };
  const OrderType type = request.type;
  const bool has_limit = !IsMarketKind(type);
  wants("price", has_limit);
  wants("timeInForce", has_limit && type != OrderType::kLimitMaker);
  wants("stopPrice", IsTriggered(type));
  const bool by_value = type == OrderType::kMarket && in.Has("quoteOrderQty");
  wants("quantity", !by_value);
  if (!by_value) wants("quoteOrderQty", false);
}

NewOrder ReadNewOrder(const CallContext& call, ParameterReader& in) {
  NewOrder order;
  OrderRequest& request = order.request;
  request.market = in.Symbol();
  request.side = in.RequiredOneOf("side", kSides, {-1117, "Invalid side."});
  request.type = in.RequiredOneOf("type", kOrderTypes, {-1116, "Invalid orderType."});
  request.tif = in.OneOf("timeInForce", kTimesInForce, {-1115, "Invalid timeInForce."})
                    .value_or(core::TimeInForce::kGtc);
  request.quantity = Quantity(in.Amount("quantity"));
  request.quote_quantity = in.Amount("quoteOrderQty");
  request.price = Price(in.Amount("price"));
  request.stop_price = Price(in.Amount("stopPrice"));
  request.iceberg = Quantity(in.Amount("icebergQty"));
  request.prevention =
      in.OneOf("selfTradePreventionMode", kPreventions, InvalidParameter("selfTradePreventionMode"))
          .value_or(SelfTradePrevention::kExpireMaker);
  request.client_id = in.ClientId("newClientOrderId").value_or(call.fresh_name);
  request.deadline = call.deadline;
  const bool plain = request.type == OrderType::kLimit || request.type == OrderType::kMarket;
  order.shape = in.OneOf("newOrderRespType", kShapes, InvalidParameter("newOrderRespType"))
                    .value_or(plain ? OrderShape::kFull : OrderShape::kAck);
  CheckParameters(in, request);
  return order;
}

// The order that the parameters name.
std::optional<OrderKey> ReadKey(ParameterReader& in, std::string_view id, std::string_view name) {
  const auto number = in.Whole(id);
  if (number) return OrderKey(static_cast<uint64_t>(*number));
  auto text = in.ClientId(name);
  if (text) return OrderKey(std::move(*text));
  in.Fault(
      {-1102, fmt::format("Param '{}' or '{}' must be sent, but both were empty/null!", name, id)});
  return std::nullopt;
}

}  // namespace

Answer PlaceOrder(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const NewOrder order = ReadNewOrder(call, in);
  if (in.fault()) return AnswerOf(*in.fault());
  const auto placed = exchange.Place(call.account, order.request, call.now);
  if (!placed) return AnswerOf(placed.error());
  JsonWriter json;
  WriteOrder(json, exchange, *placed, order.shape);
  return {200, json.Take()};
}

Answer TestOrder(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const NewOrder order = ReadNewOrder(call, in);
  if (in.fault()) return AnswerOf(*in.fault());
  if (const auto refusal = exchange.Check(call.account, order.request)) return AnswerOf(*refusal);
  return {200, "{}"};
}

Answer CancelOrder(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto key = ReadKey(in, "orderId", "origClientOrderId");
  const std::string name = in.ClientId("newClientOrderId").value_or(call.fresh_name);
  if (in.fault()) return AnswerOf(*in.fault());
  auto canceled = exchange.Cancel(call.account, market, *key, name, call.now);
  if (!canceled) return AnswerOf(canceled.error());
  if (canceled->list) {
    const auto list = exchange.FindList(call.account, *canceled->list);
    if (list) {
      JsonWriter json;
      WriteListReports(json, exchange, exchange.WithOrders(*list), OrderShape::kCancel, name);
      return {200, json.Take()};
    }
  }
  JsonWriter json;
  WriteOrder(json, exchange, {std::move(*canceled), {}}, OrderShape::kCancel, name);
  return {200, json.Take()};
}

Answer CancelReplaceOrder(SimulatedExchange& exchange, const CallContext& call,
                          ParameterReader& in) {
  const NewOrder order = ReadNewOrder(call, in);
  const std::string_view mode = in.RequiredText("cancelReplaceMode");
  const auto key = ReadKey(in, "cancelOrderId", "cancelOrigClientOrderId");
  const std::string name = in.ClientId("cancelNewClientOrderId").value_or(call.fresh_name + "c");
  const bool goes_on = mode == "ALLOW_FAILURE";
  if (!goes_on && mode != "STOP_ON_FAILURE") in.Fault(InvalidParameter("cancelReplaceMode"));
  if (in.fault()) return AnswerOf(*in.fault());
  // "Filters and Order Count are evaluated before the processing of the cancellation and order
  // placement occurs": a new order that no filter lets in leaves the old one alone.
  if (const auto broken = exchange.CheckFilters(call.account, order.request)) {
    return AnswerOf(*broken);
  }
  auto canceled = exchange.Cancel(call.account, order.request.market, *key, name, call.now);
  const bool tried = canceled.has_value() || goes_on;
  const auto placed =
      tried ? exchange.Place(call.account, order.request, call.now) : Outcome<Placed>(Refuse({}));
  const auto word = [](bool done) { return done ? "SUCCESS" : "FAILURE"; };
  const bool success = canceled.has_value() && placed.has_value();
  JsonWriter json;
  if (!success) {
    const bool partly = canceled.has_value() || placed.has_value();
    json.BeginObject().Key("code").Number(partly ? -2021 : -2022).Key("msg");
    json.String(partly ? "Order cancel-replace partially failed." : "Order cancel-replace failed.");
    json.Key("data");
  }
  const auto write_refusal = [&](const Refusal& refusal) {
    json.BeginObject().Key("code").Number(refusal.code).Key("msg").String(refusal.message);
    json.EndObject();
  };
  json.BeginObject().Key("cancelResult").String(word(canceled.has_value()));
  json.Key("newOrderResult").String(tried ? word(placed.has_value()) : "NOT_ATTEMPTED");
  json.Key("cancelResponse");
  if (canceled) {
    WriteOrder(json, exchange, {std::move(*canceled), {}}, OrderShape::kCancel, name);
  } else {
    write_refusal(canceled.error());
  }
  json.Key("newOrderResponse");
  if (placed) {
    WriteOrder(json, exchange, *placed, order.shape);
  } else if (tried) {
    write_refusal(placed.error());
  } else {
    json.Null();
  }
  json.EndObject();
  if (success) return {200, json.Take()};
  json.EndObject();
  return {canceled.has_value() || placed.has_value() ? 409 : 400, json.Take()};
}

Answer ReduceOrder(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto key = ReadKey(in, "orderId", "origClientOrderId");
  const Quantity quantity(in.RequiredAmount("newQty"));
  if (in.fault()) return AnswerOf(*in.fault());
  auto reduced = exchange.Reduce(call.account, market, *key, quantity, call.now);
  if (!reduced) return AnswerOf(reduced.error());
  const OrderRecord& order = *reduced;
  JsonWriter json;
  json.BeginObject();
  WriteTime(json, "transactTime", order.updated_at);
  json.Key("executionId").Number(order.id).Key("amendedOrder").BeginObject();
  json.Key("symbol").String(exchange.market(market).listing.symbol);
  json.Key("orderId").Number(order.id).Key("orderListId").Number(-1);
  json.Key("origClientOrderId").String(order.request.client_id);
  json.Key("clientOrderId").String(order.request.client_id);
  WriteAmount(json, "price", order.request.price);
  WriteAmount(json, "qty", order.request.quantity);
  WriteAmount(json, "executedQty", order.executed);
  WriteAmount(json, "preventedQty", Quantity());
  WriteAmount(json, "quoteOrderQty", order.request.quote_quantity);
  WriteAmount(json, "cumulativeQuoteQty", order.executed_quote);
  json.Key("status").String(WordOf(order.status, kOrderStatuses));
  json.Key("timeInForce").String(WordOf(order.request.tif, kTimesInForce));
  json.Key("type").String(WordOf(order.request.type, kOrderTypes));
  json.Key("side").String(WordOf(order.request.side, kSides));
  json.Key("workingTime").Number(order.working_since ? Millis(*order.working_since) : -1);
  json.Key("selfTradePreventionMode").String(WordOf(order.request.prevention, kPreventions));
  json.EndObject().EndObject();
  return {200, json.Take()};
}

Answer CancelOpenOrders(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  if (in.fault()) return AnswerOf(*in.fault());
  const std::vector<OrderRecord> open = exchange.OpenOrders(call.account, market);
  if (open.empty()) return AnswerOf(UnknownOrderSent());
  JsonWriter json;
  json.BeginArray();
  for (const OrderRecord& order : open) {
    const std::string name = fmt::format("{}{}", call.fresh_name, order.id % 1000);
    auto canceled = exchange.Cancel(call.account, market, order.id, name, call.now);
    if (!canceled) continue;  // the other one of its list is canceled and told
    const auto list =
        canceled->list ? exchange.FindList(call.account, *canceled->list) : std::nullopt;
    if (list) {
      WriteListReports(json, exchange, exchange.WithOrders(*list), OrderShape::kCancel, name);
      continue;
    }
    WriteOrder(json, exchange, {std::move(*canceled), {}}, OrderShape::kCancel, name);
  }
  json.EndArray();
  return {200, json.Take()};
}

Answer OrderStatusOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto key = ReadKey(in, "orderId", "origClientOrderId");
  if (in.fault()) return AnswerOf(*in.fault());
  auto order = exchange.Find(call.account, market, *key);
  if (!order) return AnswerOf(NoSuchOrder());
  JsonWriter json;
  WriteOrder(json, exchange, {std::move(*order), {}}, OrderShape::kQuery);
  return {200, json.Take()};
}

}  // namespace keel::exchange
