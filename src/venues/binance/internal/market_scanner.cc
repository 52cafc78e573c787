// SPDX-License-Identifier: MIT
#include "venues/binance/internal/market_scanner.h"

#include <bit>

#include "venues/binance/internal/cursor.h"

namespace keel::venues::binance::internal {
namespace {

class Scanner {
 public:
  Scanner(std::string_view text, const SymbolTable& symbols, base::UnixNanos received,
          MarketMessage* message)
      : in_(text), symbols_(symbols), received_(received), to_(*message) {}

  bool Run() {
    bool wrapped = false;
    if (in_.Eat(R"({"stream":")")) {
      std::string_view stream;
      if (!in_.Text(&stream) || !in_.Eat(R"(,"data":)")) return false;
      // A partial book of USD-M looks like a change; the general reader tells them apart.
      if (stream.find("@depth") != std::string_view::npos && !IsDiffStream(stream)) return false;
      wrapped = true;
    }
    return Payload() && (!wrapped || in_.Eat("}")) && in_.done();
  }

 private:
  static bool IsDiffStream(std::string_view stream) {
    const std::string_view rest = stream.substr(stream.find("@depth") + 6);
    return rest.empty() || rest.front() < '0' || rest.front() > '9';
  }

  bool Payload() {
    if (in_.Eat(R"({"e":")")) {
      if (in_.Eat(R"(trade","E":)")) return Trade();
      if (in_.Eat(R"(depthUpdate","E":)")) return Depth();
      if (in_.Eat(R"(bookTicker","u":)")) return FuturesQuote();
      if (in_.Eat(R"(kline","E":)")) return Candle();
      if (in_.Eat(R"(aggTrade","E":)")) return Aggregate();
      return false;
    }
    return in_.Eat(R"({"u":)") && SpotQuote();
  }

  bool Symbol(core::InstrumentId* instrument) {
    std::string_view symbol;
    if (!in_.Text(&symbol)) return false;
    const auto found = symbols_.Find(symbol);
    if (!found) return false;
    *instrument = *found;
    return true;
  }

  bool Side(core::Side* aggressor) {
    bool buyer_waited = false;
    if (!in_.Bool(&buyer_waited)) return false;
    *aggressor = buyer_waited ? core::Side::kSell : core::Side::kBuy;
    return true;
  }

  bool Trade() {
    MarketTrade& trade = to_.trade;
    core::TradeTick& tick = trade.tick;
    if (!in_.Millis(&trade.event_time)) return false;
    const bool futures = in_.Eat(R"(,"T":)");
    if (futures && !in_.Millis(&tick.time)) return false;
    if (!in_.Eat(R"(,"s":")") || !Symbol(&trade.instrument) || !in_.Eat(R"(,"t":)") ||
        !in_.Unsigned(&tick.id) || !PriceAndQuantity(&tick)) {
      return false;
    }
    if (!futures && (!in_.Eat(R"(,"T":)") || !in_.Millis(&tick.time))) return false;
    if (futures && !in_.Eat(R"(,"X":"MARKET")")) return false;
    if (!in_.Eat(R"(,"m":)") || !Side(&tick.aggressor)) return false;
    trade.first_trade = trade.last_trade = tick.id;
    return EndTrade(!futures, MarketKind::kTrade);
  }

  bool Aggregate() {
    MarketTrade& trade = to_.trade;
    core::TradeTick& tick = trade.tick;
    if (!in_.Millis(&trade.event_time) || !in_.Eat(R"(,"s":")") || !Symbol(&trade.instrument) ||
        !in_.Eat(R"(,"a":)") || !in_.Unsigned(&tick.id) || !PriceAndQuantity(&tick)) {
      return false;
    }
    if (!in_.Eat(R"(,"f":)") || !in_.Unsigned(&trade.first_trade) || !in_.Eat(R"(,"l":)") ||
        !in_.Unsigned(&trade.last_trade) || trade.first_trade > trade.last_trade) {
      return false;
    }
    if (!in_.Eat(R"(,"T":)") || !in_.Millis(&tick.time) || !in_.Eat(R"(,"m":)") ||
        !Side(&tick.aggressor)) {
      return false;
    }
    return EndTrade(in_.peek() == ',', MarketKind::kAggregateTrade);
  }

  bool PriceAndQuantity(core::TradeTick* tick) {
    return in_.Eat(R"(,"p":")") && in_.Price(&tick->price, &price_) && tick->price.is_positive() &&
           in_.Eat(R"(,"q":")") && in_.Quantity(&tick->quantity, &quantity_) &&
           tick->quantity.is_positive();
  }

  /// Spot ends with "M", whose meaning Binance keeps to itself.
  bool EndTrade(bool has_best_match, MarketKind kind) {
    bool best_match = false;
    if (has_best_match && (!in_.Eat(R"(,"M":)") || !in_.Bool(&best_match))) return false;
    to_.trade.on_market = true;
    to_.kind = kind;
    return in_.Eat("}");
  }

  bool Depth() {
    core::BookUpdate& book = to_.book;
    base::UnixNanos transaction;
    if (!in_.Millis(&book.event_time)) return false;
    if (in_.Eat(R"(,"T":)") && !in_.Millis(&transaction)) return false;
    if (!in_.Eat(R"(,"s":")") || !Symbol(&book.instrument) || !in_.Eat(R"(,"U":)") ||
        !in_.Unsigned(&book.first_update) || !in_.Eat(R"(,"u":)") ||
        !in_.Unsigned(&book.last_update) || book.first_update > book.last_update) {
      return false;
    }
    book.previous_update = std::nullopt;
    if (in_.Eat(R"(,"pu":)")) {
      uint64_t previous = 0;
      if (!in_.Unsigned(&previous)) return false;
      book.previous_update = previous;
    }
    if (!in_.Eat(R"(,"b":)") || !Levels(&book.bids) || !in_.Eat(R"(,"a":)") ||
        !Levels(&book.asks)) {
      return false;
    }
    book.received_time = received_;
    book.is_snapshot = false;
    to_.kind = MarketKind::kDepth;
    return in_.Eat("}");
  }

  bool Levels(std::vector<core::BookLevel>* levels) {
    levels->clear();
    if (in_.Eat("[]")) return true;
    if (!in_.Eat(R"([[")")) return false;
    for (;;) {
      core::BookLevel level;
      if (!in_.Price(&level.price, &price_) || !in_.Eat(R"(,")") ||
          !in_.Quantity(&level.quantity, &quantity_) || !level.price.is_positive() ||
          level.quantity > market::OrderBook::kMaxQuantity ||
          levels->size() == market::OrderBook::kMaxLevels) {
        return false;
      }
      levels->push_back(level);
      if (!in_.Eat(R"(],[")")) return in_.Eat("]]");
    }
  }

  bool QuoteLevels() {
    BestQuote& quote = to_.quote;
    quote.received_time = received_;
    return in_.Unsigned(&quote.update) && in_.Eat(R"(,"s":")") && Symbol(&quote.instrument) &&
           in_.Eat(R"(,"b":")") && in_.Price(&quote.bid.price, &price_) && in_.Eat(R"(,"B":")") &&
           in_.Quantity(&quote.bid.quantity, &quantity_) && in_.Eat(R"(,"a":")") &&
           in_.Price(&quote.ask.price, &price_) && in_.Eat(R"(,"A":")") &&
           in_.Quantity(&quote.ask.quantity, &quantity_);
  }
  bool SpotQuote() {
    to_.kind = MarketKind::kBestQuote;
    to_.quote.event_time = {};
    return QuoteLevels() && in_.Eat("}");
  }
  bool FuturesQuote() {
    base::UnixNanos transaction;
    to_.kind = MarketKind::kBestQuote;
    return QuoteLevels() && in_.Eat(R"(,"T":)") && in_.Millis(&transaction) &&
           in_.Eat(R"(,"E":)") && in_.Millis(&to_.quote.event_time) && in_.Eat("}");
  }

  bool Candle() {
    Kline& kline = to_.kline;
    std::string_view name, symbol;
    if (!in_.Millis(&kline.event_time) || !in_.Eat(R"(,"s":")") || !Symbol(&kline.instrument) ||
        !in_.Eat(R"(,"k":{"t":)") || !in_.Millis(&kline.open_time) || !in_.Eat(R"(,"T":)") ||
        !in_.Millis(&kline.last_time) || !in_.Eat(R"(,"s":")") || !in_.Text(&symbol) ||
        !in_.Eat(R"(,"i":")") || !in_.Text(&name)) {
      return false;
    }
    const auto timeframe = core::Timeframe::Parse(name);
    if (!timeframe) return false;
    kline.timeframe = *timeframe;
    return in_.Eat(R"(,"f":)") && TradeNumber() && in_.Eat(R"(,"L":)") && TradeNumber() &&
           CandleNumbers(&kline);
  }
  /// -1 where there was no trade.
  bool TradeNumber() {
    uint64_t unused = 0;
    return in_.Eat("-1") || in_.Unsigned(&unused);
  }
  bool CandleNumbers(Kline* kline) {
    core::Quantity quote_volume, taker_quote;
    core::Decimal unused;
    const bool read = in_.Eat(R"(,"o":")") && in_.Price(&kline->open, &price_) &&
                      in_.Eat(R"(,"c":")") && in_.Price(&kline->close, &price_) &&
                      in_.Eat(R"(,"h":")") && in_.Price(&kline->high, &price_) &&
                      in_.Eat(R"(,"l":")") && in_.Price(&kline->low, &price_) &&
                      in_.Eat(R"(,"v":")") && in_.Quantity(&kline->volume, &quantity_) &&
                      in_.Eat(R"(,"n":)") && in_.Unsigned(&kline->trades) && in_.Eat(R"(,"x":)") &&
                      in_.Bool(&kline->closed) && in_.Eat(R"(,"q":")") &&
                      in_.Quantity(&quote_volume, &quote_) && in_.Eat(R"(,"V":")") &&
                      in_.Quantity(&kline->taker_buy_volume, &quantity_) && in_.Eat(R"(,"Q":")") &&
                      in_.Quantity(&taker_quote, &quote_) && in_.Eat(R"(,"B":")") &&
                      in_.Decimal(&unused, &quantity_) && in_.Eat("}}");
    kline->quote_volume = quote_volume.value();
    kline->taker_buy_quote_volume = taker_quote.value();
    to_.kind = MarketKind::kKline;
    return read;
  }

  Cursor in_;
  DecimalShape price_, quantity_, quote_;
  const SymbolTable& symbols_;
  base::UnixNanos received_;
  MarketMessage& to_;
};

}  // namespace

bool ScanMarket(std::string_view text, const SymbolTable& symbols, base::UnixNanos received,
                MarketMessage* message) {
  if constexpr (std::endian::native != std::endian::little) return false;
  if (text.empty() || text.back() != '}') return false;
  return Scanner(text, symbols, received, message).Run();
}

}  // namespace keel::venues::binance::internal
