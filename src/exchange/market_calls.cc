// SPDX-License-Identifier: MIT
// Public market data: what anybody may ask.
#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>

#include "base/json_value.h"
#include "exchange/call.h"
#include "exchange/rate_limits.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;
using core::Side;

void WriteFilter(JsonWriter& json, std::string_view type,
                 const std::vector<std::pair<std::string_view, std::string>>& amounts,
                 const std::vector<std::pair<std::string_view, int64_t>>& numbers = {}) {
  json.BeginObject().Key("filterType").String(type);
  for (const auto& [key, text] : amounts) json.Key(key).String(text);
  for (const auto& [key, number] : numbers) json.Key(key).Number(number);
  json.EndObject();
}

void WriteFilters(JsonWriter& json, const Listing& listing) {
  json.Key("filters").BeginArray();
  WriteFilter(json, "PRICE_FILTER",
              {{"minPrice", Text8(listing.min_price)},
               {"maxPrice", Text8(listing.max_price)},
               {"tickSize", Text8(listing.tick)}});
  WriteFilter(json, "LOT_SIZE",
              {{"minQty", Text8(listing.min_quantity)},
               {"maxQty", Text8(listing.max_quantity)},
               {"stepSize", Text8(listing.lot)}});
  WriteFilter(json, "ICEBERG_PARTS", {}, {{"limit", listing.iceberg_parts}});
  WriteFilter(json, "MARKET_LOT_SIZE",
              {{"minQty", "0.00000000"},
               {"maxQty", Text8(listing.market_max_quantity)},
               {"stepSize", "0.00000000"}});
  WriteFilter(json, "PERCENT_PRICE_BY_SIDE",
              {{"bidMultiplierUp", listing.percent_up.ToString()},
               {"bidMultiplierDown", listing.percent_down.ToString()},
               {"askMultiplierUp", listing.percent_up.ToString()},
               {"askMultiplierDown", listing.percent_down.ToString()}},
              {{"avgPriceMins", listing.average_minutes}});
  json.BeginObject().Key("filterType").String("NOTIONAL");
  WriteAmount(json, "minNotional", listing.min_notional);
  json.Key("applyMinToMarket").Bool(true);
  WriteAmount(json, "maxNotional", listing.max_notional);
  json.Key("applyMaxToMarket").Bool(false);
  json.Key("avgPriceMins").Number(listing.average_minutes).EndObject();
  WriteFilter(json, "MAX_NUM_ORDERS", {}, {{"maxNumOrders", listing.max_orders}});
  WriteFilter(json, "MAX_NUM_ALGO_ORDERS", {}, {{"maxNumAlgoOrders", listing.max_algo_orders}});
  json.EndArray();
}

void WriteWords(JsonWriter& json, std::string_view key,
                const std::vector<std::string_view>& words) {
  json.Key(key).BeginArray();
  for (const std::string_view word : words) json.String(word);
  json.EndArray();
}

void WriteListing(JsonWriter& json, const Listing& listing) {
  json.BeginObject().Key("symbol").String(listing.symbol).Key("status").String("TRADING");
  json.Key("baseAsset").String(listing.base).Key("baseAssetPrecision").Number(8);
  json.Key("quoteAsset").String(listing.quote).Key("quotePrecision").Number(8);
  json.Key("quoteAssetPrecision").Number(8);
  json.Key("baseCommissionPrecision").Number(8).Key("quoteCommissionPrecision").Number(8);
  json.Key("orderTypes").BeginArray();
  for (const auto& [word, type] : kOrderTypes) {
    if (listing.Takes(type)) json.String(word);
  }
  json.EndArray();
  json.Key("icebergAllowed").Bool(true).Key("ocoAllowed").Bool(true).Key("otoAllowed").Bool(false);
  json.Key("quoteOrderQtyMarketAllowed").Bool(true).Key("allowTrailingStop").Bool(false);
  json.Key("cancelReplaceAllowed").Bool(true).Key("amendAllowed").Bool(true);
  json.Key("isSpotTradingAllowed").Bool(true).Key("isMarginTradingAllowed").Bool(false);
  WriteFilters(json, listing);
  json.Key("permissions").BeginArray().EndArray();
  json.Key("permissionSets").BeginArray().BeginArray().String("SPOT").EndArray().EndArray();
  json.Key("defaultSelfTradePreventionMode").String("EXPIRE_MAKER");
  WriteWords(json, "allowedSelfTradePreventionModes",
             {"NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"});
  json.EndObject();
}

// "symbol", or "symbols" as a JSON list, or all where neither is there.
std::vector<MarketId> WantedMarkets(const SimulatedExchange& exchange, ParameterReader& in) {
  if (const auto one = in.OptionalSymbol()) return {*one};
  std::vector<MarketId> wanted;
  const auto list = in.Text("symbols");
  if (!list) {
    for (const auto& market : exchange.markets()) wanted.push_back(market->id);
    return wanted;
  }
  const auto names = base::ParseJson(*list);
  if (!names || names->kind != base::JsonValue::Kind::kArray) {
    in.Fault(InvalidParameter("symbols"));
    return wanted;
  }
  for (const base::JsonValue& name : names->items) {
    const auto market = exchange.FindMarket(name.text);
    market ? wanted.push_back(*market) : in.Fault(InvalidSymbol());
  }
  return wanted;
}

void WriteTrade(JsonWriter& json, const PublicTrade& trade) {
  json.BeginObject().Key("id").Number(trade.id);
  WriteAmount(json, "price", trade.price);
  WriteAmount(json, "qty", trade.quantity);
  WriteAmount(json, "quoteQty", trade.quote());
  WriteTime(json, "time", trade.time);
  json.Key("isBuyerMaker").Bool(trade.buyer_is_maker).Key("isBestMatch").Bool(true).EndObject();
}

// The rows of a history that a query wants: from an id, or within a time, or the latest.
template <typename Row>
struct Window {
  const std::deque<Row>& rows;
  std::optional<int64_t> from_id;
  std::optional<base::UnixNanos> from, to;
  size_t limit;

  template <typename Write>
  void Each(const Write& write) const {
    size_t begin = rows.size() - std::min(limit, rows.size());
    if (from_id || from) begin = 0;
    size_t written = 0;
    for (size_t i = begin; i < rows.size() && written < limit; ++i) {
      if (from_id && rows[i].id < static_cast<uint64_t>(*from_id)) continue;
      if ((from && rows[i].time < *from) || (to && rows[i].time > *to)) continue;
      write(rows[i]);
      ++written;
    }
  }
};

Answer TradesFrom(const SimulatedExchange& exchange, ParameterReader& in, bool with_id) {
  const Market& market = exchange.market(in.Symbol());
  const size_t limit = in.Limit(500, 1000);
  const auto from_id = with_id ? in.Whole("fromId") : std::nullopt;
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginArray();
  const Window<PublicTrade> window{market.trades, from_id, {}, {}, limit};
  window.Each([&](const PublicTrade& trade) { WriteTrade(json, trade); });
  json.EndArray();
  return {200, json.Take()};
}

// What every ticker tells of its window; of a short one no more.
void WriteWindow(JsonWriter& json, const Market& market, const DayStatistics& window) {
  json.Key("symbol").String(market.listing.symbol);
  WriteAmount(json, "openPrice", window.open);
  WriteAmount(json, "highPrice", window.high);
  WriteAmount(json, "lowPrice", window.low);
  WriteAmount(json, "lastPrice", window.last);
  WriteAmount(json, "volume", window.volume);
  WriteAmount(json, "quoteVolume", window.quote_volume);
  WriteTime(json, "openTime", window.from);
  WriteTime(json, "closeTime", window.to);
  json.Key("firstId").Number(window.first_trade).Key("lastId").Number(window.last_trade);
  json.Key("count").Number(window.trades);
}

void WriteChange(JsonWriter& json, const DayStatistics& window) {
  const core::Decimal change = window.last.value() - window.open.value();
  const auto hundred = core::Decimal::FromInt(100);
  WriteAmount(json, "priceChange", change);
  json.Key("priceChangePercent")
      .String(RoundTo(MulDiv(change, hundred, window.open.value(), core::Rounding::kHalfEven),
                      core::Decimal::PowerOfTen(-3), core::Rounding::kHalfEven)
                  .ToString());
  WriteAmount(json, "weightedAvgPrice", window.weighted_average);
}

void WriteDay(JsonWriter& json, const Market& market, const DayStatistics& day) {
  json.BeginObject();
  WriteWindow(json, market, day);
  WriteChange(json, day);
  WriteAmount(json, "prevClosePrice", day.open);
  WriteAmount(json, "lastQty",
              market.trades.empty() ? core::Quantity() : market.trades.back().quantity);
  const auto bids = DepthOf(market, Side::kBuy, 1), asks = DepthOf(market, Side::kSell, 1);
  WriteAmount(json, "bidPrice", bids.empty() ? core::Price() : bids[0].price);
  WriteAmount(json, "bidQty", bids.empty() ? core::Quantity() : bids[0].quantity);
  WriteAmount(json, "askPrice", asks.empty() ? core::Price() : asks[0].price);
  WriteAmount(json, "askQty", asks.empty() ? core::Quantity() : asks[0].quantity);
  json.EndObject();
}

// One object for one "symbol", a list otherwise.
using WriteMarket = std::function<void(JsonWriter&, const Market&)>;
Answer PerMarket(const SimulatedExchange& exchange, ParameterReader& in, const WriteMarket& write) {
  const bool one = in.Has("symbol");
  const std::vector<MarketId> wanted = WantedMarkets(exchange, in);
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  if (!one) json.BeginArray();
  for (const MarketId id : wanted) write(json, exchange.market(id));
  if (!one) json.EndArray();
  return {200, json.Take()};
}

// Tickers of the minutes since `from`, of pairs that have to be named.
Answer TickersSince(const SimulatedExchange& exchange, const CallContext& call, ParameterReader& in,
                    base::UnixNanos from) {
  const std::string_view type = in.Text("type").value_or("FULL");
  if (type != "FULL" && type != "MINI") in.Fault(InvalidParameter("type"));
  if (!in.Has("symbol") && !in.Has("symbols")) in.Fault(MissingParameter("symbol"));
  return PerMarket(exchange, in, [&](JsonWriter& json, const Market& market) {
    const DayStatistics nothing{.open = market.listing.tick, .from = from, .to = call.now};
    const DayStatistics window = market.candles.Since(from, call.now).value_or(nothing);
    json.BeginObject();
    WriteWindow(json, market, window);
    if (type == "FULL") WriteChange(json, window);
    json.EndObject();
  });
}

// "1m" to "59m", "1h" to "23h", "1d" to "7d".
std::optional<base::Duration> ReadWindow(std::string_view text) {
  struct Unit {
    char letter;
    int64_t most;
    base::Duration length;
  };
  int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc() || text.data() + text.size() != read.ptr + 1) return std::nullopt;
  for (const Unit& unit : {Unit{'m', 59, base::Minutes(1)}, Unit{'h', 23, base::Hours(1)},
                           Unit{'d', 7, base::Days(1)}}) {
    if (*read.ptr == unit.letter && count >= 1 && count <= unit.most) return unit.length * count;
  }
  return std::nullopt;
}

}  // namespace

Answer Ping(SimulatedExchange&, const CallContext&, ParameterReader&) { return {200, "{}"}; }

Answer ServerTime(SimulatedExchange&, const CallContext& call, ParameterReader&) {
  return {200, fmt::format("{{\"serverTime\":{}}}", Millis(call.now))};
}

Answer ExchangeInformation(SimulatedExchange& exchange, const CallContext& call,
                           ParameterReader& in) {
  const std::vector<MarketId> wanted = WantedMarkets(exchange, in);
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginObject().Key("timezone").String("UTC");
  WriteTime(json, "serverTime", call.now);
  json.Key("rateLimits").BeginArray();
  for (const LimitRule& rule : kLimitRules) WriteLimit(json, rule, std::nullopt);
  json.EndArray().Key("exchangeFilters").BeginArray().EndArray();
  json.Key("symbols").BeginArray();
  for (const MarketId id : wanted) WriteListing(json, exchange.market(id).listing);
  json.EndArray().EndObject();
  return {200, json.Take()};
}

Answer Depth(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  const Market& market = exchange.market(in.Symbol());
  const size_t limit = in.Limit(100, 5000);
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginObject().Key("lastUpdateId").Number(market.book.version());
  json.Key("bids");
  WriteLevels(json, DepthOf(market, Side::kBuy, limit));
  json.Key("asks");
  WriteLevels(json, DepthOf(market, Side::kSell, limit));
  json.EndObject();
  return {200, json.Take()};
}

Answer RecentTrades(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  return TradesFrom(exchange, in, false);
}
Answer HistoricalTrades(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  return TradesFrom(exchange, in, true);
}

Answer AggregateTrades(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  const Market& market = exchange.market(in.Symbol());
  const Window<AggregateTrade> window{market.aggregates, in.Whole("fromId"), in.Time("startTime"),
                                      in.Time("endTime"), in.Limit(500, 1000)};
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginArray();
  window.Each([&](const AggregateTrade& trade) {
    json.BeginObject().Key("a").Number(trade.id);
    WriteAmount(json, "p", trade.price);
    WriteAmount(json, "q", trade.quantity);
    json.Key("f").Number(trade.first_trade).Key("l").Number(trade.last_trade);
    WriteTime(json, "T", trade.time);
    json.Key("m").Bool(trade.buyer_is_maker).Key("M").Bool(true).EndObject();
  });
  json.EndArray();
  return {200, json.Take()};
}

Answer Klines(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  const Market& market = exchange.market(in.Symbol());
  const std::string_view name = in.RequiredText("interval");
  const auto from = in.Time("startTime"), to = in.Time("endTime");
  const size_t limit = in.Limit(500, 1000);
  const auto period = CandleBoard::Find(name);
  if (!period && !in.fault()) in.Fault({-1120, "Invalid interval."});
  if (in.fault()) return AnswerOf(*in.fault());
  const auto& candles = market.candles.series(*period);
  auto end = candles.end();
  if (to) end = std::ranges::upper_bound(candles, *to, {}, &Candle::open_time);
  auto begin = end - static_cast<ptrdiff_t>(
                         std::min<size_t>(limit, static_cast<size_t>(end - candles.begin())));
  if (from) {
    begin = std::min(std::ranges::lower_bound(candles, *from, {}, &Candle::open_time), end);
    end = begin + std::min<ptrdiff_t>(end - begin, static_cast<ptrdiff_t>(limit));
  }
  JsonWriter json;
  json.BeginArray();
  for (auto candle = begin; candle != end; ++candle) {
    WriteKlineRow(json, *candle, market.candles.CloseOf(*period, candle->open_time));
  }
  json.EndArray();
  return {200, json.Take()};
}

Answer AveragePrice(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const Market& market = exchange.market(in.Symbol());
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginObject().Key("mins").Number(market.listing.average_minutes);
  WriteAmount(json, "price", market.candles.Average(market.listing.average_minutes));
  WriteTime(json, "closeTime", call.now);
  json.EndObject();
  return {200, json.Take()};
}

Answer DayTickers(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  return PerMarket(exchange, in, [&](JsonWriter& json, const Market& market) {
    const auto day = market.candles.Day(call.now);
    // Before anybody traded there is a day of nothing at a price of the tick.
    WriteDay(json, market, day ? *day : DayStatistics{.open = market.listing.tick});
  });
}

Answer WindowTickers(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const auto window = ReadWindow(in.Text("windowSize").value_or("1d"));
  if (!window) in.Fault(InvalidParameter("windowSize"));
  return TickersSince(exchange, call, in, call.now - window.value_or(base::Days(1)));
}

Answer TradingDayTickers(SimulatedExchange& exchange, const CallContext& call,
                         ParameterReader& in) {
  if (in.Text("timeZone").value_or("0") != "0") in.Fault(InvalidParameter("timeZone"));
  const int64_t day = base::Days(1).ns;
  return TickersSince(exchange, call, in, base::UnixNanos{call.now.ns / day * day});
}

Answer PriceTickers(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  return PerMarket(exchange, in, [](JsonWriter& json, const Market& market) {
    json.BeginObject().Key("symbol").String(market.listing.symbol);
    WriteAmount(json, "price", market.candles.last());
    json.EndObject();
  });
}

Answer BookTickers(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  return PerMarket(exchange, in, [](JsonWriter& json, const Market& market) {
    const auto bids = DepthOf(market, Side::kBuy, 1), asks = DepthOf(market, Side::kSell, 1);
    json.BeginObject().Key("symbol").String(market.listing.symbol);
    WriteAmount(json, "bidPrice", bids.empty() ? core::Price() : bids[0].price);
    WriteAmount(json, "bidQty", bids.empty() ? core::Quantity() : bids[0].quantity);
    WriteAmount(json, "askPrice", asks.empty() ? core::Price() : asks[0].price);
    WriteAmount(json, "askQty", asks.empty() ? core::Quantity() : asks[0].quantity);
    json.EndObject();
  });
}

}  // namespace keel::exchange
