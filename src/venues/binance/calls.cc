// SPDX-License-Identifier: MIT
#include "venues/binance/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/json.h"
#include "venues/binance/client_order_id.h"
#include "venues/binance/order_filters.h"

namespace keel::venues::binance {
namespace {

using base::ErrorCode;
using core::Decimal;
using core::OrderType;
using core::Rounding;
using core::TimeInForce;

constexpr int64_t kMillisecond = 1'000'000;

std::string MillisOf(base::UnixNanos time) { return std::to_string(time.ns / kMillisecond); }

tl::unexpected<base::Error> Unsupported(const SymbolRules& rules, std::string_view what) {
  return base::Fail(ErrorCode::kUnsupported,
                    fmt::format("Binance {}: {} is not offered there", rules.symbol, what));
}

/// What is to be placed, and under which name.
struct Wanted {
  const core::OrderTerms& terms;
  core::Price protection_price;
  std::string_view client_order_id;
};

/// The terms of an order in the words of the venue.
struct VenueTerms {
  VenueOrderType type = VenueOrderType::kLimit;
  std::optional<VenueTimeInForce> tif;
  core::Price price;  ///< zero: none
  core::Price stop;   ///< zero: none
  std::optional<int64_t> trailing_bips;
};

/// A limit away from the market, as the order factory rounds; what is rounded already stays.
core::Price RoundLimit(core::Price price, core::Side side, core::Price tick) {
  const Rounding away = side == core::Side::kBuy ? Rounding::kFloor : Rounding::kCeiling;
  return core::Price(core::RoundTo(price.value(), tick.value(), away));
}

base::Result<VenueTimeInForce> TifOf(const core::OrderTerms& terms, const SymbolRules& rules) {
  switch (terms.tif) {
    case TimeInForce::kGtc:
      return VenueTimeInForce::kGtc;
    case TimeInForce::kIoc:
      return VenueTimeInForce::kIoc;
    case TimeInForce::kFok:
      return VenueTimeInForce::kFok;
    case TimeInForce::kGtd:
      return Unsupported(rules, "an order that ends at a time (GTD)");
  }
  CHECK(false, "a time in force outside its enumeration");
}

base::Result<VenueTerms> LimitTerms(const core::OrderTerms& terms, const SymbolRules& rules) {
  VenueTerms out;
  out.price = terms.limit_price;
  if (!terms.post_only) {
    TRY(out.tif, TifOf(terms, rules));
    return out;
  }
  if (terms.tif != TimeInForce::kGtc) return Unsupported(rules, "a post-only order that may take");
  out.type = VenueOrderType::kLimitMaker;
  return out;
}

base::Result<VenueTerms> TrailingTerms(const core::OrderTerms& terms, const SymbolRules& rules) {
  VenueTerms out;
  out.type = VenueOrderType::kStopLoss;
  out.trailing_bips = std::llround(terms.trail_fraction * 1e4);
  if (!rules.trailing_stop_allowed) return Unsupported(rules, "a trailing stop");
  if (*out.trailing_bips < 1) return Unsupported(rules, "a trailing stop below one basis point");
  return out;
}

base::Result<VenueTerms> TermsOf(const Wanted& order, const SymbolRules& rules) {
  const core::OrderTerms& terms = order.terms;
  VenueTerms out;
  switch (terms.type) {
    case OrderType::kMarket:
      out.type = VenueOrderType::kMarket;
      if (!order.protection_price.is_positive()) return out;
      return VenueTerms{VenueOrderType::kLimit, VenueTimeInForce::kIoc, order.protection_price,
                        core::Price(), std::nullopt};
    case OrderType::kLimit:
      return LimitTerms(terms, rules);
    case OrderType::kStop:
      out.type = VenueOrderType::kStopLoss;
      out.stop = terms.stop_price;
      return out;
    case OrderType::kStopLimit: {
      out.type = VenueOrderType::kStopLossLimit;
      out.price = terms.limit_price;
      out.stop = terms.stop_price;
      TRY(out.tif, TifOf(terms, rules));
      return out;
    }
    case OrderType::kTakeProfit:
      out.type = VenueOrderType::kTakeProfit;
      out.stop = terms.stop_price;
      return out;
    case OrderType::kTrailingStop:
      return TrailingTerms(terms, rules);
  }
  CHECK(false, "an order type outside its enumeration");
}

core::Quantity MarketStep(const SymbolRules& rules) {
  return std::max(rules.market_step, rules.filters.lot);
}

base::Status CheckFilters(const FilterQuestion& order, const SymbolRules& rules) {
  const auto filter = FailingFilter(order, rules);
  if (!filter) return {};
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("Filter failure: {} (an order for {} {} at {})", *filter,
                                order.quantity.ToString(), rules.symbol, order.price.ToString()));
}

/// The parameters that a placement and a cancel-replace share.
base::Status AddOrder(const Wanted& order, const SymbolRules& rules, Call* call) {
  const std::string_view client_order_id = order.client_order_id;
  TRY(const VenueTerms terms, TermsOf(order, rules));
  const std::string_view type = WordOf(terms.type, kVenueOrderTypes);
  if (std::ranges::find(rules.order_types, terms.type) == rules.order_types.end()) {
    return Unsupported(rules, fmt::format("an order of type {}", type));
  }
  if (!IsClientOrderId(client_order_id)) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("Binance {}: \"{}\" is no client order id: use 1 to 36 letters, "
                                  "digits, hyphens and underscores",
                                  rules.symbol, client_order_id));
  }
  const core::Quantity step =
      terms.type == VenueOrderType::kMarket ? MarketStep(rules) : rules.filters.lot;
  const Decimal quantity =
      core::RoundTo(order.terms.quantity.value(), step.value(), Rounding::kDown);
  if (!quantity.is_positive()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("Binance {}: the quantity {} is less than one step of {}",
                                  rules.symbol, order.terms.quantity.ToString(), step.ToString()));
  }
  const bool buys = order.terms.side == core::Side::kBuy;
  const core::Price limit = RoundLimit(terms.price, order.terms.side, rules.filters.tick);
  // Toward the market, as the order factory: a stop of a buy waits above, its target below.
  const bool waits_above = (terms.type == VenueOrderType::kTakeProfit) != buys;
  const core::Price stop(core::RoundTo(terms.stop.value(), rules.filters.tick.value(),
                                       waits_above ? Rounding::kFloor : Rounding::kCeiling));
  TRY(CheckFilters({terms.type, order.terms.side, core::Quantity(quantity), limit, stop}, rules));
  std::vector<Parameter>& out = call->parameters;
  out.push_back({"symbol", rules.symbol});
  out.push_back({"side", buys ? "BUY" : "SELL"});
  out.push_back({"type", std::string(type)});
  if (terms.tif)
    out.push_back({"timeInForce", std::string(WordOf(*terms.tif, kVenueTimesInForce))});
  out.push_back({"quantity", quantity.ToString()});
  if (terms.price.is_positive()) out.push_back({"price", limit.ToString()});
  if (terms.stop.is_positive()) out.push_back({"stopPrice", stop.ToString()});
  if (terms.trailing_bips) {
    out.push_back({"trailingDelta", std::to_string(*terms.trailing_bips), true});
  }
  out.push_back({"newClientOrderId", std::string(client_order_id)});
  out.push_back({"newOrderRespType", "FULL"});
  return {};
}

Wanted WantedOf(const risk::ApprovedOrder& approved, std::string_view client_order_id) {
  return {approved.order().terms, approved.order().protection_price, client_order_id};
}

void AddHistory(const HistoryQuery& query, std::string_view id_name, Call* call) {
  CHECK(query.limit >= 1 && query.limit <= 1000, "a history is asked for in 1 to 1000 rows");
  CHECK(!query.from_id || (!query.from && !query.to), "a history starts at an id or at a time");
  std::vector<Parameter>& out = call->parameters;
  if (query.from_id) out.push_back({id_name, std::to_string(*query.from_id), true});
  if (query.from) out.push_back({"startTime", MillisOf(*query.from), true});
  if (query.to) out.push_back({"endTime", MillisOf(*query.to), true});
  out.push_back({"limit", std::to_string(query.limit), true});
}

Call WithSymbol(Method method, std::string_view symbol, int weight) {
  return {method, {{"symbol", std::string(symbol)}}, weight};
}

}  // namespace

base::Result<Call> PlaceOrder(const risk::ApprovedOrder& order, const SymbolRules& rules,
                              std::string_view client_order_id) {
  Call call{Method::kPlaceOrder, {}, 1};
  TRY(AddOrder(WantedOf(order, client_order_id), rules, &call));
  return call;
}

base::Result<Call> PlaceOrder(const execution::PlaceOrder& order, const SymbolRules& rules) {
  Call call{Method::kPlaceOrder, {}, 1};
  TRY(AddOrder({order.terms, order.protection_price, order.client_id}, rules, &call));
  return call;
}

base::Result<Call> CancelReplace(const risk::ApprovedOrder& order, const SymbolRules& rules,
                                 std::string_view client_order_id, std::string_view replaced) {
  if (!rules.cancel_replace_allowed) return Unsupported(rules, "cancel-replace");
  Call call{Method::kCancelReplace, {}, 1};
  TRY(AddOrder(WantedOf(order, client_order_id), rules, &call));
  call.parameters.push_back({"cancelReplaceMode", "STOP_ON_FAILURE"});
  call.parameters.push_back({"cancelOrigClientOrderId", std::string(replaced)});
  return call;
}

base::Result<Call> ReduceOrder(const SymbolRules& rules, std::string_view client_order_id,
                               core::Quantity quantity) {
  if (!rules.amend_allowed) return Unsupported(rules, "an amendment");
  const Decimal left = core::RoundTo(quantity.value(), rules.filters.lot.value(), Rounding::kDown);
  if (!left.is_positive()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("Binance {}: an amendment to {} would leave nothing; cancel the "
                                  "order instead",
                                  rules.symbol, quantity.ToString()));
  }
  Call call = WithSymbol(Method::kReduceOrder, rules.symbol, 4);
  call.parameters.push_back({"origClientOrderId", std::string(client_order_id)});
  call.parameters.push_back({"newClientOrderId", std::string(client_order_id)});
  call.parameters.push_back({"newQty", left.ToString()});
  return call;
}

Call CancelOrder(std::string_view symbol, std::string_view client_order_id) {
  Call call = WithSymbol(Method::kCancelOrder, symbol, 1);
  call.parameters.push_back({"origClientOrderId", std::string(client_order_id)});
  return call;
}

Call OrderStatus(std::string_view symbol, std::string_view client_order_id) {
  Call call = WithSymbol(Method::kOrderStatus, symbol, 4);
  call.parameters.push_back({"origClientOrderId", std::string(client_order_id)});
  return call;
}

Call OpenOrders(std::optional<std::string_view> symbol) {
  return symbol ? WithSymbol(Method::kOpenOrders, *symbol, 6) : Call{Method::kOpenOrders, {}, 80};
}

Call AllOrders(std::string_view symbol, const HistoryQuery& query) {
  Call call = WithSymbol(Method::kAllOrders, symbol, 20);
  AddHistory(query, "orderId", &call);
  return call;
}

Call AccountTrades(std::string_view symbol, const HistoryQuery& query) {
  Call call = WithSymbol(Method::kAccountTrades, symbol, 20);
  AddHistory(query, "fromId", &call);
  return call;
}

Call AggregateTrades(std::string_view symbol, const HistoryQuery& query) {
  Call call = WithSymbol(Method::kAggregateTrades, symbol, 4);
  AddHistory(query, "fromId", &call);
  return call;
}

Call Klines(std::string_view symbol, core::Timeframe timeframe, const HistoryQuery& query) {
  CHECK(!query.from_id, "candles have no numbers");
  Call call = WithSymbol(Method::kKlines, symbol, 2);
  call.parameters.push_back({"interval", timeframe.name()});
  AddHistory(query, "", &call);
  return call;
}

Call Trades(std::string_view symbol, int limit) {
  Call call = WithSymbol(Method::kTrades, symbol, 25);
  AddHistory({.limit = limit}, "", &call);
  return call;
}

Call PastTrades(std::string_view symbol, const HistoryQuery& query) {
  CHECK(!query.from && !query.to, "past trades are asked for by their numbers");
  Call call = WithSymbol(Method::kPastTrades, symbol, 25);
  AddHistory(query, "fromId", &call);
  return call;
}

Call Account() { return {Method::kAccount, {{"omitZeroBalances", "true", true}}, 20}; }

Call KeyRights() { return {Method::kKeyRights, {}, 1}; }

Call Exchange(std::span<const std::string> symbols) {
  Call call{Method::kExchange, {}, 20};
  if (symbols.empty()) return call;
  std::string list;
  for (const std::string& symbol : symbols) {
    list += (list.empty() ? "[" : ",") + base::JsonQuote(symbol);
  }
  call.parameters.push_back({"symbols", list + "]", true});
  return call;
}

Call Depth(std::string_view symbol, int limit) {
  CHECK(limit >= 1 && limit <= 5000, "a book is asked for in 1 to 5000 levels");
  const int weight = limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
  Call call = WithSymbol(Method::kDepth, symbol, weight);
  call.parameters.push_back({"limit", std::to_string(limit), true});
  return call;
}

Call ServerTime() { return {Method::kTime, {}, 1}; }
Call Logon() { return {Method::kLogon, {}, 2}; }
Call Subscribe() { return {Method::kSubscribe, {}, 2}; }
Call SessionStatus() { return {Method::kSessionStatus, {}, 2}; }
Call SubscribeSigned() { return {Method::kSubscribeSigned, {}, 2}; }

}  // namespace keel::venues::binance
