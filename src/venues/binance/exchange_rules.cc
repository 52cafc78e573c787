// SPDX-License-Identifier: MIT
#include "venues/binance/exchange_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "venues/binance/internal/object_reader.h"
#include "venues/binance/internal/rate_limit_rows.h"
#include "venues/binance/rest_parser.h"

namespace keel::venues::binance {
namespace {

using internal::JsonKind;
using internal::JsonPiece;
using internal::JsonReader;
using internal::ObjectReader;

bool Flag(ObjectReader& in, std::string_view key) { return in.Has(key) && in.Bool(key); }

/// The futures filters name the same number differently.
uint64_t CountOf(ObjectReader& in, std::string_view spot_key) {
  return in.Unsigned(in.Has(spot_key) ? spot_key : "limit");
}

void ReadPercentPrice(ObjectReader& in, bool by_side, SymbolRules* rules) {
  PercentPrice percent;
  percent.bid_up = in.Amount(by_side ? "bidMultiplierUp" : "multiplierUp");
  percent.bid_down = in.Amount(by_side ? "bidMultiplierDown" : "multiplierDown");
  percent.ask_up = by_side ? in.Amount("askMultiplierUp") : percent.bid_up;
  percent.ask_down = by_side ? in.Amount("askMultiplierDown") : percent.bid_down;
  if (in.Has("avgPriceMins")) percent.average_minutes = in.Unsigned("avgPriceMins");
  rules->percent_price = percent;
}

void ReadNotional(ObjectReader& in, std::string_view type, SymbolRules* rules) {
  NotionalRange range;
  range.min = in.Amount(in.Has("minNotional") ? "minNotional" : "notional");
  if (type == "NOTIONAL") {
    range.max = in.Amount("maxNotional");
    range.min_for_market = in.Bool("applyMinToMarket");
    range.max_for_market = in.Bool("applyMaxToMarket");
  } else {
    range.min_for_market = !in.Has("applyToMarket") || in.Bool("applyToMarket");
  }
  if (range.min.is_negative()) in.Fault("minNotional", "is below zero");
  rules->filters.min_notional = range.min;
  rules->notional = range;
}

void ReadFilter(ObjectReader& in, SymbolRules* rules) {
  const std::string_view type = in.Text("filterType");
  if (type == "PRICE_FILTER") {
    rules->min_price = in.Price("minPrice");
    rules->max_price = in.Price("maxPrice");
    rules->filters.tick = in.Price("tickSize");
  } else if (type == "LOT_SIZE") {
    rules->min_quantity = in.Quantity("minQty");
    rules->max_quantity = in.Quantity("maxQty");
    rules->filters.lot = in.Quantity("stepSize");
  } else if (type == "MARKET_LOT_SIZE") {
    rules->market_min_quantity = in.Quantity("minQty");
    rules->market_max_quantity = in.Quantity("maxQty");
    rules->market_step = in.Quantity("stepSize");
  } else if (type == "NOTIONAL" || type == "MIN_NOTIONAL") {
    ReadNotional(in, type, rules);
  } else if (type == "PERCENT_PRICE" || type == "PERCENT_PRICE_BY_SIDE") {
    ReadPercentPrice(in, type == "PERCENT_PRICE_BY_SIDE", rules);
  } else if (type == "ICEBERG_PARTS") {
    rules->iceberg_parts = in.Unsigned("limit");
  } else if (type == "MAX_NUM_ORDERS") {
    rules->max_orders = CountOf(in, "maxNumOrders");
  } else if (type == "MAX_NUM_ALGO_ORDERS") {
    rules->max_algo_orders = CountOf(in, "maxNumAlgoOrders");
  } else if (type == "MAX_NUM_ICEBERG_ORDERS") {
    rules->max_iceberg_orders = CountOf(in, "maxNumIcebergOrders");
  } else if (type == "MAX_POSITION") {
    rules->max_position = in.Quantity("maxPosition");
  }
  // TRAILING_DELTA and later inventions do not bind the orders that are sent from here.
}

/// Words of futures that no order from here uses are left out.
base::Status ReadOrderTypes(JsonReader& json, const JsonPiece& list, SymbolRules* rules) {
  std::vector<JsonPiece> items;
  TRY(json.Items(list, &items));
  for (const JsonPiece& item : items) {
    for (const auto& [word, type] : kVenueOrderTypes) {
      if (item.kind == JsonKind::kString && item.text == word) rules->order_types.push_back(type);
    }
  }
  return {};
}

/// Why nothing can be traded by these rules, or "".
std::string Unusable(const SymbolRules& rules, std::string_view contract) {
  if (!contract.empty() && contract != "PERPETUAL") return "is no perpetual contract";
  if (!core::ParseSymbol(rules.pair.base + "/" + rules.pair.quote)) {
    return "has a coin whose name is not of letters and digits";
  }
  if (!rules.filters.tick.is_positive()) return "has no tick in PRICE_FILTER";
  if (!rules.filters.lot.is_positive()) return "has no step in LOT_SIZE";
  return "";
}

base::Status ReadSymbol(JsonReader& json, const JsonPiece& piece, ExchangeRules* to) {
  ObjectReader in(json, "exchangeInfo: symbol", piece);
  SymbolRules rules;
  rules.symbol = in.OwnedText("symbol");
  rules.pair.base = in.OwnedText("baseAsset");
  rules.pair.quote = in.OwnedText("quoteAsset");
  const std::string_view contract =
      in.Has("contractType") ? in.Text("contractType") : std::string_view();
  if (!contract.empty()) rules.pair.settle = in.OwnedText("marginAsset");
  rules.trading = in.Text(in.Has("status") ? "status" : "contractStatus") == "TRADING";
  rules.spot_allowed = Flag(in, "isSpotTradingAllowed");
  rules.iceberg_allowed = Flag(in, "icebergAllowed");
  rules.oco_allowed = Flag(in, "ocoAllowed");
  rules.trailing_stop_allowed = Flag(in, "allowTrailingStop");
  rules.cancel_replace_allowed = Flag(in, "cancelReplaceAllowed");
  rules.amend_allowed = Flag(in, "amendAllowed");
  const JsonPiece types =
      in.Piece(in.Has("orderTypes") ? "orderTypes" : "OrderType", JsonKind::kArray);
  const JsonPiece filters = in.Piece("filters", JsonKind::kArray);
  TRY(in.status());
  TRY(ReadOrderTypes(json, types, &rules));
  std::vector<JsonPiece> items;
  TRY(json.Items(filters, &items));
  for (const JsonPiece& item : items) {
    ObjectReader filter(json, fmt::format("exchangeInfo: filter of {}", rules.symbol), item);
    ReadFilter(filter, &rules);
    TRY(filter.status());
  }
  if (std::string why = Unusable(rules, contract); !why.empty()) {
    to->unusable.push_back(fmt::format("{} {}", rules.symbol, why));
  } else {
    to->symbols.push_back(std::move(rules));
  }
  return {};
}

}  // namespace

core::Quantity LargestAtMarket(const SymbolRules& rules) {
  if (rules.max_quantity.is_zero()) return rules.market_max_quantity;
  if (rules.market_max_quantity.is_zero()) return rules.max_quantity;
  return std::min(rules.max_quantity, rules.market_max_quantity);
}

execution::StopRules StopsOf(const SymbolRules& rules) {
  constexpr uint64_t kMost = std::numeric_limits<uint32_t>::max();
  const auto has = [&](VenueOrderType type) {
    return std::ranges::find(rules.order_types, type) != rules.order_types.end();
  };
  return {has(VenueOrderType::kStopLoss), has(VenueOrderType::kStopLossLimit),
          has(VenueOrderType::kTakeProfit),
          static_cast<uint32_t>(std::min(rules.max_algo_orders, kMost))};
}

const SymbolRules* ExchangeRules::Find(std::string_view symbol) const {
  const auto found = std::ranges::find(symbols, symbol, &SymbolRules::symbol);
  return found == symbols.end() ? nullptr : &*found;
}

base::Result<ExchangeRules> RestParser::Exchange(std::string_view body) {
  ExchangeRules rules;
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "exchangeInfo", root);
  rules.server_time = in.Millis("serverTime");
  const JsonPiece limits = in.Piece("rateLimits", JsonKind::kArray);
  const JsonPiece symbols = in.Piece("symbols", JsonKind::kArray);
  TRY(in.status());
  TRY(internal::ReadRateLimitRows(json_, limits, &rules.rate_limits));
  std::vector<JsonPiece> items;
  TRY(json_.Items(symbols, &items));
  for (const JsonPiece& item : items) TRY(ReadSymbol(json_, item, &rules));
  return rules;
}

}  // namespace keel::venues::binance
