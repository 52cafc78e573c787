// SPDX-License-Identifier: MIT
#include "exchange/market_feed.h"

#include "base/check.h"
#include "base/text.h"
#include "exchange/render.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;
using base::UnixNanos;
using core::Side;

constexpr uint64_t kBeatsASecond = 10;

void Begin(JsonWriter& json, std::string_view event, UnixNanos now, const Market& market) {
  json.BeginObject().Key("e").String(event).Key("E").Number(Millis(now));
  json.Key("s").String(market.listing.symbol);
}

std::string TradeMessage(const PublicTrade& trade, const Market& market) {
  JsonWriter json;
  Begin(json, "trade", trade.time, market);
  json.Key("t").Number(trade.id);
  WriteAmount(json, "p", trade.price);
  WriteAmount(json, "q", trade.quantity);
  WriteTime(json, "T", trade.time);
  json.Key("m").Bool(trade.buyer_is_maker).Key("M").Bool(true).EndObject();
  return json.Take();
}

std::string AggregateMessage(const AggregateTrade& trade, const Market& market) {
  JsonWriter json;
  Begin(json, "aggTrade", trade.time, market);
  json.Key("a").Number(trade.id);
  WriteAmount(json, "p", trade.price);
  WriteAmount(json, "q", trade.quantity);
  json.Key("f").Number(trade.first_trade).Key("l").Number(trade.last_trade);
  WriteTime(json, "T", trade.time);
  json.Key("m").Bool(trade.buyer_is_maker).Key("M").Bool(true).EndObject();
  return json.Take();
}

struct CandleView {
  const Market& market;
  const Candle& candle;
  size_t period;
  bool closed;
};
std::string CandleMessage(const CandleView& view, UnixNanos now) {
  const Candle& candle = view.candle;
  const UnixNanos close = view.market.candles.CloseOf(view.period, candle.open_time);
  JsonWriter json;
  Begin(json, "kline", now, view.market);
  json.Key("k").BeginObject();
  WriteTime(json, "t", candle.open_time);
  json.Key("T").Number(Millis(close) - 1).Key("s").String(view.market.listing.symbol);
  json.Key("i").String(CandleBoard::Names()[view.period]);
  const auto number = [](uint64_t id) { return id == 0 ? int64_t{-1} : static_cast<int64_t>(id); };
  json.Key("f").Number(number(candle.first_trade)).Key("L").Number(number(candle.last_trade));
  WriteAmount(json, "o", candle.open);
  WriteAmount(json, "c", candle.close);
  WriteAmount(json, "h", candle.high);
  WriteAmount(json, "l", candle.low);
  WriteAmount(json, "v", candle.volume);
  json.Key("n").Number(candle.trades).Key("x").Bool(view.closed);
  WriteAmount(json, "q", candle.quote_volume);
  WriteAmount(json, "V", candle.taker_buy_volume);
  WriteAmount(json, "Q", candle.taker_buy_quote_volume);
  json.Key("B").String("0").EndObject().EndObject();
  return json.Take();
}

void WriteMiniTicker(JsonWriter& json, const Market& market, const DayStatistics& day) {
  Begin(json, "24hrMiniTicker", day.to, market);
  WriteAmount(json, "c", day.last);
  WriteAmount(json, "o", day.open);
  WriteAmount(json, "h", day.high);
  WriteAmount(json, "l", day.low);
  WriteAmount(json, "v", day.volume);
  WriteAmount(json, "q", day.quote_volume);
  json.EndObject();
}

void WriteTicker(JsonWriter& json, const Market& market, const DayStatistics& day) {
  const auto bids = DepthOf(market, Side::kBuy, 1), asks = DepthOf(market, Side::kSell, 1);
  const core::Decimal change = day.last.value() - day.open.value();
  Begin(json, "24hrTicker", day.to, market);
  WriteAmount(json, "p", change);
  json.Key("P").String(RoundTo(MulDiv(change, core::Decimal::FromInt(100), day.open.value(),
                                      core::Rounding::kHalfEven),
                               core::Decimal::PowerOfTen(-3), core::Rounding::kHalfEven)
                           .ToString());
  WriteAmount(json, "w", day.weighted_average);
  WriteAmount(json, "x", day.open);
  WriteAmount(json, "c", day.last);
  WriteAmount(json, "Q", market.trades.empty() ? core::Quantity() : market.trades.back().quantity);
  WriteAmount(json, "b", bids.empty() ? core::Price() : bids[0].price);
  WriteAmount(json, "B", bids.empty() ? core::Quantity() : bids[0].quantity);
  WriteAmount(json, "a", asks.empty() ? core::Price() : asks[0].price);
  WriteAmount(json, "A", asks.empty() ? core::Quantity() : asks[0].quantity);
  WriteAmount(json, "o", day.open);
  WriteAmount(json, "h", day.high);
  WriteAmount(json, "l", day.low);
  WriteAmount(json, "v", day.volume);
  WriteAmount(json, "q", day.quote_volume);
  WriteTime(json, "O", day.from);
  WriteTime(json, "C", day.to);
  json.Key("F").Number(day.first_trade).Key("L").Number(day.last_trade);
  json.Key("n").Number(day.trades).EndObject();
}

std::string AverageMessage(const Market& market, UnixNanos now) {
  const int minutes = market.listing.average_minutes;
  JsonWriter json;
  Begin(json, "avgPrice", now, market);
  json.Key("i").String(fmt::format("{}m", minutes));
  WriteAmount(json, "w", market.candles.Average(minutes));
  WriteTime(json, "T", market.trades.empty() ? now : market.trades.back().time);
  json.EndObject();
  return json.Take();
}

template <typename Levels>
void WriteChanges(JsonWriter& json, std::string_view key, const Levels& levels) {
  json.Key(key).BeginArray();
  for (const auto& [price, quantity] : levels) {
    json.BeginArray().String(Text8(price)).String(Text8(quantity)).EndArray();
  }
  json.EndArray();
}

}  // namespace

MarketFeed::MarketFeed(SimulatedExchange& exchange, StreamHub& hub)
    : exchange_(exchange), hub_(hub), known_(exchange.markets().size()) {
  for (const auto& market : exchange.markets()) {
    Known& known = known_[market->id];
    known.stem = base::ToLower(market->listing.symbol);
    // Nothing was told yet, so the first update begins behind what is there now.
    std::vector<sim::matching::DepthChange> before;
    market->book.TakeDepthChanges(&before);
    for (Pending& pending : known.depth) pending.first = market->book.version() + 1;
  }
}

void MarketFeed::OnNews(const News& news, UnixNanos) {
  for (const PublicTrade& trade : news.trades) {
    const std::string stream = known_[trade.market].stem + "@trade";
    if (hub_.Wants(stream)) {
      hub_.Publish(stream, TradeMessage(trade, exchange_.market(trade.market)));
    }
  }
  for (const AggregateTrade& trade : news.aggregates) {
    const std::string stream = known_[trade.market].stem + "@aggTrade";
    if (hub_.Wants(stream)) {
      hub_.Publish(stream, AggregateMessage(trade, exchange_.market(trade.market)));
    }
  }
  for (const auto& market : exchange_.markets()) PublishBest(*market, known_[market->id]);
}

void MarketFeed::PublishBest(const Market& market, Known& known) {
  const std::string stream = known.stem + "@bookTicker";
  if (!hub_.Wants(stream)) return;
  const auto bids = DepthOf(market, Side::kBuy, 1), asks = DepthOf(market, Side::kSell, 1);
  if (bids.empty() || asks.empty()) return;
  std::string best = fmt::format(
      R"("s":"{}","b":"{}","B":"{}","a":"{}","A":"{}")", market.listing.symbol,
      Text8(bids[0].price), Text8(bids[0].quantity), Text8(asks[0].price), Text8(asks[0].quantity));
  if (best == known.best) return;
  known.best = std::move(best);
  hub_.Publish(stream, fmt::format("{{\"u\":{},{}}}", market.book.version(), known.best));
}

void MarketFeed::LoseNextDepth() {
  for (Known& known : known_) known.lose_depth = {true, true};
}

void MarketFeed::OnBeat(UnixNanos now) {
  const bool second = ++beats_ % kBeatsASecond == 0;
  for (const auto& market : exchange_.markets()) {
    Known& known = known_[market->id];
    TakeDepth(*market, known);
    PublishDepth(*market, known, 0, now);
    PublishPartial(*market, known, false);
    PublishBest(*market, known);
    if (second) {
      PublishDepth(*market, known, 1, now);
      PublishPartial(*market, known, true);
    }
    PublishCandles(*market, known, now);
  }
  if (!second) return;
  PublishTickers(now);
  for (const auto& market : exchange_.markets()) {
    const std::string stream = known_[market->id].stem + "@avgPrice";
    if (hub_.Wants(stream)) hub_.Publish(stream, AverageMessage(*market, now));
  }
}

void MarketFeed::TakeDepth(Market& market, Known& known) {
  std::vector<sim::matching::DepthChange> changes;
  // More than a million changes in one beat cannot come from bounded members.
  CHECK(market.book.TakeDepthChanges(&changes), "the changes of a beat are countable");
  for (const auto& change : changes) {
    const core::Price price = market.scale.PriceOf(change.price);
    const core::Quantity quantity = market.scale.QuantityOf(change.quantity);
    for (Pending& pending : known.depth) {
      if (change.side == Side::kBuy) {
        pending.bids[price] = quantity;
      } else {
        pending.asks[price] = quantity;
      }
    }
  }
}

void MarketFeed::PublishDepth(const Market& market, Known& known, size_t rhythm, UnixNanos now) {
  Pending& pending = known.depth[rhythm];
  if (pending.bids.empty() && pending.asks.empty()) return;
  const std::string stream = known.stem + (rhythm == 0 ? "@depth@100ms" : "@depth");
  if (!known.lose_depth[rhythm] &&
      (hub_.Wants(stream) || (rhythm == 1 && hub_.Wants(stream + "@1000ms")))) {
    JsonWriter json;
    Begin(json, "depthUpdate", now, market);
    json.Key("U").Number(pending.first).Key("u").Number(market.book.version());
    WriteChanges(json, "b", pending.bids);
    WriteChanges(json, "a", pending.asks);
    json.EndObject();
    hub_.Publish(stream, json.text());
    if (rhythm == 1) hub_.Publish(stream + "@1000ms", json.text());
  }
  known.lose_depth[rhythm] = false;
  pending = {.first = market.book.version() + 1, .bids = {}, .asks = {}};
}

void MarketFeed::PublishPartial(const Market& market, const Known& known, bool slow) {
  for (const size_t levels : {size_t{5}, size_t{10}, size_t{20}}) {
    const std::string stream = fmt::format("{}@depth{}", known.stem, levels);
    const std::string fast = stream + "@100ms";
    const std::vector<std::string> names =
        slow ? std::vector{stream, stream + "@1000ms"} : std::vector{fast};
    for (const std::string& name : names) {
      if (!hub_.Wants(name)) continue;
      JsonWriter json;
      json.BeginObject().Key("lastUpdateId").Number(market.book.version()).Key("bids");
      WriteLevels(json, DepthOf(market, Side::kBuy, levels));
      json.Key("asks");
      WriteLevels(json, DepthOf(market, Side::kSell, levels));
      json.EndObject();
      hub_.Publish(name, json.Take());
    }
  }
}

// The open candle once a second (every 2 s at Binance but for 1s), and each one when it closes.
void MarketFeed::PublishCandles(const Market& market, Known& known, UnixNanos now) {
  for (size_t period = 0; period < CandleBoard::Names().size(); ++period) {
    const std::string stream = fmt::format("{}@kline_{}", known.stem, CandleBoard::Names()[period]);
    const auto& candles = market.candles.series(period);
    if (!hub_.Wants(stream) || candles.empty()) {
      known.candles.erase(period);
      continue;
    }
    const auto [told, first] = known.candles.emplace(period, candles.back().open_time);
    const UnixNanos before = told->second;
    bool closed_one = false;
    for (auto candle = candles.end(); candle != candles.begin();) {
      if ((--candle)->open_time <= before) {
        for (; candle + 1 != candles.end(); ++candle) {
          hub_.Publish(stream, CandleMessage({market, *candle, period, true}, now));
          closed_one = true;
        }
        break;
      }
    }
    told->second = candles.back().open_time;
    if (first || closed_one || beats_ % kBeatsASecond == 0) {
      hub_.Publish(stream, CandleMessage({market, candles.back(), period, false}, now));
    }
  }
}

void MarketFeed::PublishTickers(UnixNanos now) {
  using Write = void (*)(JsonWriter&, const Market&, const DayStatistics&);
  struct Kind {
    std::string_view name;
    Write write;
  };
  for (const Kind& kind : {Kind{"ticker", &WriteTicker}, Kind{"miniTicker", &WriteMiniTicker}}) {
    const std::string all = fmt::format("!{}@arr", kind.name);
    JsonWriter list;
    list.BeginArray();
    for (const auto& market : exchange_.markets()) {
      const std::string stream = fmt::format("{}@{}", known_[market->id].stem, kind.name);
      if (!hub_.Wants(stream) && !hub_.Wants(all)) continue;
      const auto day = market->candles.Day(now);
      if (!day) continue;
      kind.write(list, *market, *day);
      if (!hub_.Wants(stream)) continue;
      JsonWriter json;
      kind.write(json, *market, *day);
      hub_.Publish(stream, json.Take());
    }
    list.EndArray();
    if (hub_.Wants(all)) hub_.Publish(all, list.Take());
  }
}

}  // namespace keel::exchange
