// SPDX-License-Identifier: MIT
// A market message as one line of text, every field of its kind: two readers agree where their
// lines do.
#pragma once

#include <fmt/format.h>

#include <string>

#include "venues/binance/market_messages.h"

namespace keel::venues::binance {

inline std::string Render(const core::BookLevel& level) {
  return level.price.ToString() + "x" + level.quantity.ToString();
}

inline std::string Render(const core::BookUpdate& book) {
  std::string text = fmt::format(
      "{} {} {} {}-{} {} {} bids", book.instrument.index, book.event_time.ns, book.received_time.ns,
      book.first_update, book.last_update, book.previous_update.value_or(0), book.is_snapshot);
  for (const core::BookLevel& level : book.bids) text += " " + Render(level);
  text += " asks";
  for (const core::BookLevel& level : book.asks) text += " " + Render(level);
  return text;
}

inline std::string Render(const MarketTrade& trade) {
  const core::TradeTick& tick = trade.tick;
  return fmt::format("{} {} {} {} {} {} {} {}-{} {}", trade.instrument.index, trade.event_time.ns,
                     tick.time.ns, tick.id, tick.price.ToString(), tick.quantity.ToString(),
                     core::ToString(tick.aggressor), trade.first_trade, trade.last_trade,
                     trade.on_market);
}

inline std::string Render(const Kline& kline) {
  return fmt::format(
      "{} {} {} {}-{} o{} h{} l{} c{} v{} q{} V{} Q{} n{} {}", kline.instrument.index,
      kline.timeframe.name(), kline.event_time.ns, kline.open_time.ns, kline.last_time.ns,
      kline.open.ToString(), kline.high.ToString(), kline.low.ToString(), kline.close.ToString(),
      kline.volume.ToString(), kline.quote_volume.ToString(), kline.taker_buy_volume.ToString(),
      kline.taker_buy_quote_volume.ToString(), kline.trades, kline.closed ? "closed" : "open");
}

inline std::string Render(const BestQuote& quote) {
  return fmt::format("{} {} {} {} {} {}", quote.instrument.index, quote.update, Render(quote.bid),
                     Render(quote.ask), quote.event_time.ns, quote.received_time.ns);
}

inline std::string Render(const DayTicker& ticker) {
  return fmt::format("{} {} {} {} {} {} {} {} {}", ticker.instrument.index, ticker.event_time.ns,
                     ticker.open.ToString(), ticker.high.ToString(), ticker.low.ToString(),
                     ticker.last.ToString(), ticker.volume.ToString(),
                     ticker.quote_volume.ToString(), ticker.trades);
}

inline std::string Render(const MarkPrice& mark) {
  return fmt::format("{} {} {} {} {} {}", mark.instrument.index, mark.event_time.ns,
                     mark.mark.ToString(), mark.index.ToString(), mark.funding_rate.ToString(),
                     mark.next_funding.value_or(base::UnixNanos{}).ns);
}

inline std::string Render(const Liquidation& out) {
  return fmt::format("{} {} {} {} {} {} {} {}", out.instrument.index, out.event_time.ns,
                     out.trade_time.ns, core::ToString(out.side), out.price.ToString(),
                     out.average_price.ToString(), out.quantity.ToString(), out.filled.ToString());
}

inline std::string Render(const MarketMessage& message) {
  switch (message.kind) {
    case MarketKind::kDepth:
      return "depth " + Render(message.book);
    case MarketKind::kPartialDepth:
      return "partial " + Render(message.book);
    case MarketKind::kTrade:
      return "trade " + Render(message.trade);
    case MarketKind::kAggregateTrade:
      return "aggregate " + Render(message.trade);
    case MarketKind::kKline:
      return "kline " + Render(message.kline);
    case MarketKind::kBestQuote:
      return "quote " + Render(message.quote);
    case MarketKind::kDayTicker:
      return "ticker " + Render(message.ticker);
    case MarketKind::kMarkPrice:
      return "mark " + Render(message.mark);
    case MarketKind::kLiquidation:
      return "liquidation " + Render(message.liquidation);
    case MarketKind::kAnswer:
      return fmt::format("answer {} {}", message.answer.id, message.answer.accepted);
    case MarketKind::kShutdown:
      return "shutdown";
    case MarketKind::kIgnored:
      return "ignored";
  }
  return "no kind";
}

}  // namespace keel::venues::binance
