// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "server/desk/desk.h"

namespace keel::server {
namespace {

tl::unexpected<Problem> NoPair(const std::string& pair) {
  return Refuse(404, fmt::format("{} is no pair of this session", pair), "pair");
}

std::optional<core::Price> IfKnown(core::Price price) {
  return price.is_zero() ? std::nullopt : std::optional(price);
}

/// Of the last 24 hours of closed bars; nothing where they do not reach that far.
void AddDay(const RowLog<Candle>& candles, const engine::InstrumentRecord& pair,
            TickerView* ticker) {
  const core::Grid ticks(pair.tick.value()), lots(pair.lot.value());
  const auto& rows = candles.rows();
  if (rows.empty()) return;
  const base::UnixNanos from = rows.back().time - base::Hours(24);
  if (candles.dropped() == 0 && rows.front().time > from) return;
  double volume = 0, open = 0, high = rows.back().high, low = rows.back().low;
  auto row = rows.rbegin();
  for (; row != rows.rend() && row->time > from; ++row) {
    volume += row->volume;
    high = std::max(high, row->high);
    low = std::min(low, row->low);
    open = row->open;
  }
  ticker->open_24h = core::Price(ticks.Nearest(open));
  ticker->high_24h = core::Price(ticks.Nearest(high));
  ticker->low_24h = core::Price(ticks.Nearest(low));
  ticker->volume_24h = core::Quantity(lots.Nearest(volume));
}

}  // namespace

bool Desk::has_pair(const std::string& pair) const {
  return std::ranges::any_of(replica.pairs(), [&](const auto& p) { return p.symbol == pair; });
}

TickerView Desk::Ticker(const engine::InstrumentRecord& of) const {
  const std::string& pair = of.symbol;
  TickerView ticker{.pair = pair,
                    .time = {},
                    .last = {},
                    .bid = {},
                    .ask = {},
                    .open_24h = {},
                    .high_24h = {},
                    .low_24h = {},
                    .volume_24h = {}};
  const RowLog<Candle>& candles = replica.candles(pair);
  if (!candles.rows().empty()) ticker.time = candles.rows().back().time;
  AddDay(candles, of, &ticker);
  // What was heard before the connection was lost is no price of now.
  const bool is_heard = market && market->status().market_up;
  const auto quote = is_heard ? market->quote(pair) : std::nullopt;
  if (!quote) return ticker;
  ticker.last = IfKnown(quote->last);
  ticker.bid = IfKnown(quote->bid);
  ticker.ask = IfKnown(quote->ask);
  ticker.time = std::max(ticker.time, quote->time);
  return ticker;
}

std::vector<TickerView> Desk::Tickers() const {
  std::vector<TickerView> tickers;
  for (const auto& pair : replica.pairs()) tickers.push_back(Ticker(pair));
  return tickers;
}

Routes MarketRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<InstrumentView>>(
      {.method = "GET",
       .path = "/instruments",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "The pairs of the session with the venue's rules"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<InstrumentView>> {
        Page<InstrumentView> page;
        if (!desk.replica.settings()) return page;
        for (const auto& pair : desk.replica.pairs()) {
          const auto symbol = core::ParseSymbol(pair.symbol);
          page.items.push_back({desk.replica.settings()->venue, pair.symbol,
                                symbol ? symbol->base : "", symbol ? symbol->quote : "", pair.tick,
                                pair.lot, pair.min_notional});
        }
        return page;
      }));
  routes.push_back(RouteOf<NoFields, Page<TickerView>>(
      {.method = "GET",
       .path = "/tickers",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "Best prices now, and the last 24 hours"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<TickerView>> {
        return Page<TickerView>{desk.Tickers(), {}};
      }));
  routes.push_back(RouteOf<CandlesQuery, Page<Candle>>(
      {.method = "GET",
       .path = "/candles",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "Closed bars that the session knows, of its timeframe, the newest first"},
      [&desk](const Call&, const CandlesQuery& q) -> Answer<Page<Candle>> {
        if (!desk.has_pair(q.pair)) return NoPair(q.pair);
        return PageOf(desk.replica.candles(q.pair), q.limit, q.cursor,
                      [](const Candle&) { return true; });
      }));
  routes.push_back(RouteOf<PairQuery, BookView>(
      {.method = "GET",
       .path = "/book",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "The near levels of the order book"},
      [&desk](const Call&, const PairQuery& q) -> Answer<BookView> {
        if (!desk.has_pair(q.pair)) return NoPair(q.pair);
        auto book = desk.market ? desk.market->book(q.pair) : std::nullopt;
        if (!book) return Refuse(503, "the book is not known now; ask again in a moment");
        return *std::move(book);
      }));
  routes.push_back(RouteOf<PairQuery, Page<TradeView>>(
      {.method = "GET",
       .path = "/trades",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "The last trades of the market, the newest first"},
      [&desk](const Call&, const PairQuery& q) -> Answer<Page<TradeView>> {
        if (!desk.has_pair(q.pair)) return NoPair(q.pair);
        const auto* trades = desk.market ? desk.market->trades(q.pair) : nullptr;
        if (trades == nullptr) return Page<TradeView>();
        return Page<TradeView>{{trades->rbegin(), trades->rend()}, {}};
      }));
  return routes;
}

}  // namespace keel::server
