// SPDX-License-Identifier: MIT
// Order lists: placing, canceling and asking about two orders of which the first to act ends the
// other. [Binance: New order list - OCO]
#include <algorithm>

#include "exchange/call.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

constexpr std::array<std::pair<std::string_view, OrderShape>, 3> kShapes = {{
    {"ACK", OrderShape::kAck},
    {"RESULT", OrderShape::kResult},
    {"FULL", OrderShape::kResult},  // nothing has filled
}};

// One of the two orders: the parameters that begin with `leg`.
OrderRequest ReadLeg(const OrderRequest& shared, const std::string& leg, ParameterReader& in) {
  OrderRequest order = shared;
  order.type = in.RequiredOneOf(leg + "Type", kOrderTypes, {-1116, "Invalid orderType."});
  order.tif = in.OneOf(leg + "TimeInForce", kTimesInForce, {-1115, "Invalid timeInForce."})
                  .value_or(core::TimeInForce::kGtc);
  order.price = core::Price(in.Amount(leg + "Price"));
  order.stop_price = core::Price(in.Amount(leg + "StopPrice"));
  order.iceberg = core::Quantity(in.Amount(leg + "IcebergQty"));
  order.client_id =
      in.ClientId(leg + "ClientOrderId").value_or(shared.client_id + leg.substr(0, 1));
  const auto wants = [&](const std::string& name, bool wanted) {
    if (wanted && !in.Has(name)) in.Fault(MissingParameter(name));
    if (!wanted && in.Has(name)) in.Fault(UnwantedParameter(name));
  };
  wants(leg + "Price", !IsMarketKind(order.type));
  wants(leg + "StopPrice", IsTriggered(order.type));
  wants(leg + "TimeInForce", !IsMarketKind(order.type) && order.type != OrderType::kLimitMaker);
  return order;
}

std::optional<ListKey> ReadListKey(ParameterReader& in, std::string_view name) {
  const auto number = in.Whole("orderListId");
  if (number) return ListKey(static_cast<uint64_t>(*number));
  auto text = in.ClientId(name);
  if (text) return ListKey(std::move(*text));
  in.Fault({-1102, fmt::format("Param '{}' or 'orderListId' must be sent, but both were "
                               "empty/null!",
                               name)});
  return std::nullopt;
}

Answer WithReports(const SimulatedExchange& exchange, const ListedOrders& both, OrderShape shape,
                   std::string_view name = "") {
  JsonWriter json;
  WriteListReports(json, exchange, both, shape, name);
  return {200, json.Take()};
}

Answer WriteLists(const SimulatedExchange& exchange, const std::vector<OrderList>& lists) {
  JsonWriter json;
  json.BeginArray();
  for (const OrderList& list : lists) {
    json.BeginObject();
    WriteList(json, exchange, list);
    json.EndObject();
  }
  json.EndArray();
  return {200, json.Take()};
}

}  // namespace

Answer PlaceOcoList(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  OrderRequest shared;
  shared.market = in.Symbol();
  shared.side = in.RequiredOneOf("side", kSides, {-1117, "Invalid side."});
  shared.quantity = core::Quantity(in.RequiredAmount("quantity"));
  shared.prevention =
      in.OneOf("selfTradePreventionMode", kPreventions, InvalidParameter("selfTradePreventionMode"))
          .value_or(SelfTradePrevention::kExpireMaker);
  shared.deadline = call.deadline;
  shared.client_id = call.fresh_name;
  OcoRequest request;
  request.client_id = in.ClientId("listClientOrderId").value_or(call.fresh_name);
  request.above = ReadLeg(shared, "above", in);
  request.below = ReadLeg(shared, "below", in);
  const OrderShape shape =
      in.OneOf("newOrderRespType", kShapes, InvalidParameter("newOrderRespType"))
          .value_or(OrderShape::kResult);
  if (in.fault()) return AnswerOf(*in.fault());
  const auto placed = exchange.PlaceOco(call.account, request, call.now);
  if (!placed) return AnswerOf(placed.error());
  return WithReports(exchange, *placed, shape);
}

Answer CancelOrderList(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto key = ReadListKey(in, "listClientOrderId");
  const std::string name = in.ClientId("newClientOrderId").value_or(call.fresh_name);
  if (in.fault()) return AnswerOf(*in.fault());
  const auto canceled = exchange.CancelList(call.account, market, *key, name, call.now);
  if (!canceled) return AnswerOf(canceled.error());
  return WithReports(exchange, *canceled, OrderShape::kCancel, name);
}

Answer OrderListOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const auto key = ReadListKey(in, "origClientOrderId");
  if (in.fault()) return AnswerOf(*in.fault());
  const auto list = exchange.FindList(call.account, *key);
  if (!list) return AnswerOf(NoSuchOrder());
  JsonWriter json;
  json.BeginObject();
  WriteList(json, exchange, *list);
  json.EndObject();
  return {200, json.Take()};
}

Answer OpenOrderListsOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader&) {
  return WriteLists(exchange, exchange.Lists(call.account, true));
}

Answer AllOrderListsOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const auto from_id = in.Whole("fromId");
  const auto from = in.Time("startTime"), to = in.Time("endTime");
  const size_t limit = in.Limit(500, 1000);
  if (in.fault()) return AnswerOf(*in.fault());
  std::vector<OrderList> lists = exchange.Lists(call.account, false);
  std::erase_if(lists, [&](const OrderList& list) {
    return (from_id && list.id < static_cast<uint64_t>(*from_id)) ||
           (from && list.placed_at < *from) || (to && list.placed_at > *to);
  });
  const auto surplus = static_cast<ptrdiff_t>(lists.size() - std::min(limit, lists.size()));
  const bool from_start = from_id || from;
  const auto first = from_start ? lists.end() - surplus : lists.begin();
  lists.erase(first, first + surplus);
  return WriteLists(exchange, lists);
}

}  // namespace keel::exchange
