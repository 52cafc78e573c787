// SPDX-License-Identifier: MIT
#include "venues/binance/market_parser.h"

#include <fmt/format.h>

#include <array>

#include "venues/binance/internal/market_scanner.h"
#include "venues/binance/internal/object_reader.h"

namespace keel::venues::binance {
namespace {

using base::ErrorCode;
using internal::JsonKind;
using internal::JsonPiece;
using internal::JsonReader;
using internal::ObjectReader;

/// One message on its way through simdjson.
class GeneralReader {
 public:
  GeneralReader(JsonReader& json, const SymbolTable& symbols, base::UnixNanos received,
                MarketMessage* message)
      : json_(json), symbols_(symbols), received_(received), to_(message) {}

  base::Status Read(std::string_view text) {
    TRY(const JsonPiece root, json_.Load(text));
    ObjectReader outer(json_, "stream message", root);
    if (outer.ok() && outer.Has("stream") && outer.Has("data")) {
      stream_ = outer.Text("stream");
      const JsonPiece payload = outer.Piece("data", JsonKind::kObject);
      TRY(outer.status());
      ObjectReader inner(json_, "stream message", payload);
      return ReadPayload(inner);
    }
    return ReadPayload(outer);
  }

 private:
  base::Status ReadPayload(ObjectReader& in) {
    TRY(in.status());
    if (!in.Has("e")) return ReadNameless(in);
    const std::string_view event = in.Text("e");
    struct Row {
      std::string_view event;
      base::Status (GeneralReader::*read)(ObjectReader&);
    };
    static constexpr std::array<Row, 9> kRows = {{
        {"depthUpdate", &GeneralReader::ReadDepth},
        {"trade", &GeneralReader::ReadTrade},
        {"aggTrade", &GeneralReader::ReadAggregate},
        {"kline", &GeneralReader::ReadKline},
        {"bookTicker", &GeneralReader::ReadQuote},
        {"24hrTicker", &GeneralReader::ReadTicker},
        {"markPriceUpdate", &GeneralReader::ReadMark},
        {"forceOrder", &GeneralReader::ReadLiquidation},
        {"serverShutdown", &GeneralReader::ReadShutdown},
    }};
    for (const Row& row : kRows) {
      if (row.event == event) return (this->*row.read)(in);
    }
    if (IsIgnoredEvent(event)) {
      to_->kind = MarketKind::kIgnored;
      return in.status();
    }
    TRY(in.status());
    return base::Fail(ErrorCode::kUnsupported,
                      fmt::format("stream message: the event \"{}\" is not known", event));
  }

  /// Spot sends its best quotes and partial books, and every answer, without an event's name.
  base::Status ReadNameless(ObjectReader& in) {
    if (in.Has("lastUpdateId")) return ReadSpotPartial(in);
    if (in.Has("u") && in.Has("s")) return ReadQuote(in);
    if (in.Has("id") || in.Has("error")) return ReadAnswer(in);
    return base::Fail(ErrorCode::kUnsupported,
                      "stream message: it has no event name \"e\" and no known shape");
  }

  core::InstrumentId Pair(ObjectReader& in, std::string_view key = "s") {
    const std::string_view symbol = in.Text(key);
    if (!in.ok()) return {};
    const auto instrument = symbols_.Find(symbol);
    if (!instrument && !unlisted_) unlisted_ = symbol;
    return instrument.value_or(core::InstrumentId{});
  }

  base::Status Done(ObjectReader& in, MarketKind kind) {
    TRY(in.status());
    if (unlisted_) {
      return base::Fail(ErrorCode::kNotFound,
                        fmt::format("stream message: the pair \"{}\" is not listed", *unlisted_));
    }
    to_->kind = kind;
    return {};
  }

  bool IsPartialStream() const {
    const size_t at = stream_.find("@depth");
    if (at == std::string_view::npos) return false;
    const std::string_view rest = stream_.substr(at + 6);
    return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  }

  base::Status ReadDepth(ObjectReader& in) {
    core::BookUpdate& book = to_->book;
    book.event_time = in.Millis("E");
    book.received_time = received_;
    book.instrument = Pair(in);
    book.first_update = in.Unsigned("U");
    book.last_update = in.Unsigned("u");
    book.previous_update = std::nullopt;
    if (in.Has("pu")) book.previous_update = in.Unsigned("pu");
    in.Levels("b", &book.bids);
    in.Levels("a", &book.asks);
    if (book.first_update > book.last_update) in.Fault("U", "is above \"u\"");
    // USD-M sends its partial books in the same shape: only the stream's name tells them apart.
    book.is_snapshot = IsPartialStream();
    return Done(in, book.is_snapshot ? MarketKind::kPartialDepth : MarketKind::kDepth);
  }

  base::Status ReadSpotPartial(ObjectReader& in) {
    core::BookUpdate& book = to_->book;
    const auto instrument = symbols_.FindLower(stream_.substr(0, stream_.find('@')));
    if (!instrument) {
      return base::Fail(ErrorCode::kNotFound,
                        fmt::format("stream message: a partial book names its pair only by its "
                                    "stream, and \"{}\" is not listed",
                                    stream_));
    }
    book.instrument = *instrument;
    book.event_time = {};
    book.received_time = received_;
    book.first_update = book.last_update = in.Unsigned("lastUpdateId");
    book.previous_update = std::nullopt;
    book.is_snapshot = true;
    in.Levels("bids", &book.bids);
    in.Levels("asks", &book.asks);
    return Done(in, MarketKind::kPartialDepth);
  }

  void ReadTick(ObjectReader& in, std::string_view id) {
    MarketTrade& trade = to_->trade;
    trade.event_time = in.Millis("E");
    trade.instrument = Pair(in);
    trade.tick.id = in.Unsigned(id);
    trade.tick.price = in.Price("p");
    trade.tick.quantity = in.Quantity("q");
    trade.tick.time = in.Millis("T");
    trade.tick.aggressor = in.Bool("m") ? core::Side::kSell : core::Side::kBuy;
  }

  base::Status ReadTrade(ObjectReader& in) {
    MarketTrade& trade = to_->trade;
    ReadTick(in, "t");
    trade.first_trade = trade.last_trade = trade.tick.id;
    trade.on_market = !in.Has("X") || in.Text("X") == "MARKET";
    return FinishTrade(in, MarketKind::kTrade);
  }

  base::Status ReadAggregate(ObjectReader& in) {
    MarketTrade& trade = to_->trade;
    ReadTick(in, "a");
    trade.first_trade = in.Unsigned("f");
    trade.last_trade = in.Unsigned("l");
    trade.on_market = true;
    if (trade.first_trade > trade.last_trade) in.Fault("f", "is above \"l\"");
    return FinishTrade(in, MarketKind::kAggregateTrade);
  }

  base::Status FinishTrade(ObjectReader& in, MarketKind kind) {
    const core::TradeTick& tick = to_->trade.tick;
    if (to_->trade.on_market && in.ok()) {
      if (!tick.price.is_positive()) in.Fault("p", "is zero");
      if (!tick.quantity.is_positive()) in.Fault("q", "is zero");
    }
    return Done(in, kind);
  }

  base::Status ReadKline(ObjectReader& in) {
    Kline& kline = to_->kline;
    kline.event_time = in.Millis("E");
    kline.instrument = Pair(in);
    const JsonPiece piece = in.Piece("k", JsonKind::kObject);
    TRY(in.status());
    ObjectReader k(json_, "stream message: field \"k\"", piece);
    kline.open_time = k.Millis("t");
    kline.last_time = k.Millis("T");
    const auto timeframe = core::Timeframe::Parse(k.Text("i"));
    if (!timeframe) k.Fault("i", "is no timeframe of ours");
    kline.timeframe = timeframe.value_or(core::Timeframe());
    kline.open = k.Price("o");
    kline.close = k.Price("c");
    kline.high = k.Price("h");
    kline.low = k.Price("l");
    kline.volume = k.Quantity("v");
    kline.trades = k.Unsigned("n");
    kline.closed = k.Bool("x");
    kline.quote_volume = k.Quantity("q").value();
    kline.taker_buy_volume = k.Quantity("V");
    kline.taker_buy_quote_volume = k.Quantity("Q").value();
    return Done(k, MarketKind::kKline);
  }

  base::Status ReadQuote(ObjectReader& in) {
    BestQuote& quote = to_->quote;
    quote.update = in.Unsigned("u");
    quote.instrument = Pair(in);
    quote.bid = {in.Price("b"), in.Quantity("B")};
    quote.ask = {in.Price("a"), in.Quantity("A")};
    quote.event_time = in.Has("E") ? in.Millis("E") : base::UnixNanos{};
    quote.received_time = received_;
    return Done(in, MarketKind::kBestQuote);
  }

  base::Status ReadTicker(ObjectReader& in) {
    DayTicker& ticker = to_->ticker;
    ticker.event_time = in.Millis("E");
    ticker.instrument = Pair(in);
    ticker.last = in.Price("c");
    ticker.open = in.Price("o");
    ticker.high = in.Price("h");
    ticker.low = in.Price("l");
    ticker.volume = in.Quantity("v");
    ticker.quote_volume = in.Quantity("q").value();
    ticker.trades = in.Unsigned("n");
    return Done(in, MarketKind::kDayTicker);
  }

  base::Status ReadMark(ObjectReader& in) {
    MarkPrice& mark = to_->mark;
    mark.event_time = in.Millis("E");
    mark.instrument = Pair(in);
    mark.mark = in.Price("p");
    mark.index = in.Has("i") ? in.Price("i") : core::Price();
    const base::UnixNanos next = in.Millis("T");
    const bool has_rate = next.ns != 0 && in.Has("r") && !in.Text("r").empty();
    mark.next_funding = has_rate ? std::optional(next) : std::nullopt;
    mark.funding_rate = has_rate ? in.Amount("r") : core::Decimal();
    return Done(in, MarketKind::kMarkPrice);
  }

  base::Status ReadLiquidation(ObjectReader& in) {
    Liquidation& out = to_->liquidation;
    out.event_time = in.Millis("E");
    const JsonPiece piece = in.Piece("o", JsonKind::kObject);
    TRY(in.status());
    ObjectReader o(json_, "stream message: field \"o\"", piece);
    out.instrument = Pair(o);
    out.side = o.Side("S");
    out.quantity = o.Quantity("q");
    out.price = o.Price("p");
    out.average_price = o.Price("ap");
    out.filled = o.Quantity("z");
    out.trade_time = o.Millis("T");
    return Done(o, MarketKind::kLiquidation);
  }

  base::Status ReadShutdown(ObjectReader& in) { return Done(in, MarketKind::kShutdown); }

  base::Status ReadAnswer(ObjectReader& in) {
    to_->answer.id = in.Has("id") ? in.Unsigned("id") : 0;
    to_->answer.accepted = !in.Has("error") && !in.Has("code");
    return Done(in, MarketKind::kAnswer);
  }

  JsonReader& json_;
  const SymbolTable& symbols_;
  base::UnixNanos received_;
  MarketMessage* to_;
  std::string_view stream_;
  std::optional<std::string_view> unlisted_;
};

}  // namespace

MarketParser::MarketParser(const std::vector<ListedPair>& pairs) : symbols_(pairs) {}

base::Status MarketParser::Parse(std::string_view text, base::UnixNanos received,
                                 MarketMessage* message) {
  if (internal::ScanMarket(text, symbols_, received, message)) return {};
  ++slow_messages_;
  return ParseGeneral(text, received, message);
}

base::Status MarketParser::ParseGeneral(std::string_view text, base::UnixNanos received,
                                        MarketMessage* message) {
  return GeneralReader(json_, symbols_, received, message).Read(text);
}

}  // namespace keel::venues::binance
