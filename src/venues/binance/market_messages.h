// SPDX-License-Identifier: MIT
// What Binance's public streams say, typed and exact: spot and USD-M futures in the same shapes.
// [Binance: WebSocket Streams, spot and USD-M]
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "core/bar.h"
#include "core/book_delta.h"
#include "core/event.h"

namespace keel::venues::binance {

/// `trade` or `aggTrade`.
struct MarketTrade {
  core::InstrumentId instrument;
  core::TradeTick tick;  ///< of an aggregate its own number
  base::UnixNanos event_time;
  uint64_t first_trade = 0;  ///< of an aggregate: the trades in it
  uint64_t last_trade = 0;
  /// False for what the futures engine books against its insurance fund or by auto-deleveraging;
  /// price and quantity may then be zero.
  bool on_market = true;
};

/// `kline`, or a row of the REST answer of the same name.
struct Kline {
  core::InstrumentId instrument;
  core::Timeframe timeframe;
  base::UnixNanos event_time;  ///< zero from REST
  base::UnixNanos open_time;
  base::UnixNanos last_time;  ///< the last millisecond that belongs to it
  core::Price open, high, low, close;
  core::Quantity volume;
  core::Decimal quote_volume;
  core::Quantity taker_buy_volume;
  core::Decimal taker_buy_quote_volume;
  uint64_t trades = 0;
  bool closed = false;  ///< nothing will be added to it
};

/// The bar of a candle that is closed; nothing of one that is still open (fault F29). kCorrupt
/// where open, high, low and close contradict each other or the times do not fit the timeframe.
base::Result<std::optional<core::BarClosed>> ClosedBar(const Kline& kline, core::SeriesId series);

/// `bookTicker`.
struct BestQuote {
  core::InstrumentId instrument;
  uint64_t update = 0;  ///< number of the book's last change
  core::BookLevel bid;  ///< zero where that side is empty
  core::BookLevel ask;
  base::UnixNanos event_time;  ///< zero at spot, which sends none
  base::UnixNanos received_time;
};

/// `24hrTicker`.
struct DayTicker {
  core::InstrumentId instrument;
  base::UnixNanos event_time;
  core::Price open, high, low, last;
  core::Quantity volume;
  core::Decimal quote_volume;
  uint64_t trades = 0;
};

/// `markPriceUpdate` of USD-M futures.
struct MarkPrice {
  core::InstrumentId instrument;
  base::UnixNanos event_time;
  core::Price mark;
  core::Price index;
  core::Decimal funding_rate;  ///< a fraction a funding interval; zero without a next funding
  std::optional<base::UnixNanos> next_funding;  ///< absent for contracts with a delivery date
};

/// `forceOrder` of USD-M futures: a liquidation, at most the latest one a second and pair.
struct Liquidation {
  core::InstrumentId instrument;
  base::UnixNanos event_time;
  base::UnixNanos trade_time;
  core::Side side = core::Side::kBuy;  ///< of the order that closes the position
  core::Price price;
  core::Price average_price;
  core::Quantity quantity;
  core::Quantity filled;
};

/// The answer to a request on a market-data connection.
struct StreamAnswer {
  uint64_t id = 0;
  bool accepted = false;
};

enum class MarketKind : uint8_t {
  kDepth,           ///< `book`: changes
  kPartialDepth,    ///< `book`: the best levels, no snapshot that updates can follow
  kTrade,           ///< `trade`
  kAggregateTrade,  ///< `trade`
  kKline,           ///< `kline`
  kBestQuote,       ///< `quote`
  kDayTicker,       ///< `ticker`
  kMarkPrice,       ///< `mark`
  kLiquidation,     ///< `liquidation`
  kAnswer,          ///< `answer`
  kShutdown,        ///< the server is about to close the connection: open another one now
  kIgnored,         ///< an event that is known and not used
};

/// Filled again and again by one reader; only the member that the kind names is meaningful.
struct MarketMessage {
  MarketKind kind = MarketKind::kIgnored;
  core::BookUpdate book;
  MarketTrade trade;
  Kline kline;
  BestQuote quote;
  DayTicker ticker;
  MarkPrice mark;
  Liquidation liquidation;
  StreamAnswer answer;
};

/// Whether an event is known and deliberately not used (averages, mini tickers, index composition).
bool IsIgnoredEvent(std::string_view event);

}  // namespace keel::venues::binance
