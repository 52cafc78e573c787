// SPDX-License-Identifier: MIT
#include "venues/binance/market_channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "base/text.h"

namespace keel::venues::binance {
namespace {

std::vector<ListedPair> PairsOf(const std::vector<MarketFeed>& feeds) {
  std::vector<ListedPair> pairs;
  for (const MarketFeed& feed : feeds) pairs.push_back({feed.symbol, feed.wanted.instrument});
  return pairs;
}

}  // namespace

MarketChannel::MarketChannel(VenueDesk& desk, RestChannel& rest, MarketChannelOptions options,
                             Plan plan)
    : desk_(desk),
      rest_(rest),
      options_(std::move(options)),
      feeds_(std::move(plan.feeds)),
      listener_(plan.listener),
      on_state_(std::move(plan.on_state)),
      line_(desk.loop, desk.clock),
      backoff_(options_.backoff,
               base::RandomStream(options_.seed, "venues.binance.market", options_.number)),
      parser_(PairsOf(feeds_)) {
  for (const MarketFeed& feed : feeds_) {
    const execution::Subscription& wanted = feed.wanted;
    if (wanted.book) {
      books_.try_emplace(
          wanted.instrument,
          Book{market::BookSync(wanted.instrument, market::BookRules::kBinanceSpot), feed.symbol,
               net::Backoff(options_.snapshots,
                            base::RandomStream(options_.seed, "venues.binance.snapshots",
                                               wanted.instrument.index))});
    }
    if (wanted.trades) trades_.try_emplace(wanted.instrument, Trades{{}, feed.symbol});
    for (const core::Timeframe timeframe : wanted.bars) {
      const KlineFeedOptions of{wanted.instrument, timeframe, wanted.bars_after};
      klines_.try_emplace({wanted.instrument, timeframe}, Klines{KlineFeed(of), feed.symbol});
    }
  }
}

std::vector<std::string> MarketChannel::StreamsOf(const MarketFeed& feed) {
  const std::string symbol = base::ToLower(feed.symbol);
  std::vector<std::string> streams;
  for (const core::Timeframe timeframe : feed.wanted.bars) {
    streams.push_back(fmt::format("{}@kline_{}", symbol, timeframe.name()));
  }
  if (feed.wanted.trades) streams.push_back(symbol + "@trade");
  if (feed.wanted.book) streams.push_back(symbol + "@depth@100ms");
  if (feed.wanted.best_prices) streams.push_back(symbol + "@bookTicker");
  if (feed.wanted.funding || feed.wanted.liquidations) streams.push_back(symbol + "@markPrice");
  if (feed.wanted.liquidations) streams.push_back(symbol + "@forceOrder");
  return streams;
}

std::string MarketChannel::Target() const {
  std::vector<std::string> streams;
  for (const MarketFeed& feed : feeds_)
    std::ranges::copy(StreamsOf(feed), std::back_inserter(streams));
  return options_.at.target + "?streams=" + base::Join(streams, "/");
}

void MarketChannel::Start() { connect_at_ = backoff_.NextAttempt(desk_.clock.now()); }

void MarketChannel::Close() {
  closed_ = true;
  up_ = connecting_ = false;
  connect_at_ = base::kEndOfTime;
  line_.Drop();
}

void MarketChannel::Note(const std::string& text) { listener_.OnNote("market data: " + text); }

void MarketChannel::SetState(bool up, bool silent) {
  if (up == up_ && silent == silent_) return;
  up_ = up;
  silent_ = silent;
  on_state_();
}

// ---- The connection.

void MarketChannel::Connect(base::UnixNanos now) {
  connecting_ = true;
  connect_at_ = base::kEndOfTime;
  backoff_.OnAttempt(now);
  net::WebSocketOptions options;
  options.url = {options_.at.origin, Target()};
  options.trust = options_.trust;
  options.idle_time = options_.idle_time;
  net::WebSocketEvents events;
  events.on_open = [this] {
    opened_at_ = heard_at_ = desk_.clock.now();
    connecting_ = false;
    backoff_.OnConnected(opened_at_);
    SetState(true, false);
  };
  events.on_message = [this](const net::WebSocketMessage& message) { OnText(message); };
  events.on_close = [this](const net::CloseReason& reason) {
    Lose(fmt::format("the connection is over ({}, {})", net::NameOf(reason.kind), reason.code));
  };
  const base::Status opened = line_.Open(std::move(options), std::move(events));
  if (!opened) Lose(opened.error().message);
}

void MarketChannel::Lose(const std::string& why) {
  const base::UnixNanos now = desk_.clock.now();
  line_.Drop();
  connecting_ = false;
  backoff_.OnLost(now);
  connect_at_ = backoff_.NextAttempt(now);
  for (auto& [instrument, book] : books_) {
    book.ask_at = base::kEndOfTime;
    TellBook(instrument, book, book.sync.OnDisconnect());
  }
  Note(why);
  SetState(false, false);
}

void MarketChannel::OnTimer(base::UnixNanos now) {
  if (closed_) return;
  connect_at_ = std::max(connect_at_, desk_.budget.closed_until());  // it wants to be left alone
  if (now >= connect_at_) Connect(now);
  if (up_ && now >= opened_at_ + options_.life) Lose("the connection is a day old");
  if (up_ && now >= heard_at_ + options_.mute_time) Lose("it is connected and says nothing");
  if (up_) SetState(true, now >= heard_at_ + options_.quiet_time);
  for (auto& [instrument, book] : books_) {
    if (now >= book.ask_at) FetchSnapshot(instrument, now);
  }
  for (auto& [key, klines] : klines_) {
    klines.feed.OnTimer(now);
    Serve(key, klines);
  }
  for (auto& [instrument, trades] : trades_) {
    trades.feed.OnTimer(now);
    Serve(instrument, trades);
  }
}

base::UnixNanos MarketChannel::next_timer() const {
  if (closed_) return base::kEndOfTime;
  base::UnixNanos next = connect_at_;
  if (up_) {
    const base::Duration bound = silent_ ? options_.mute_time : options_.quiet_time;
    next = std::min({next, opened_at_ + options_.life, heard_at_ + bound});
  }
  for (const auto& [instrument, book] : books_) next = std::min(next, book.ask_at);
  for (const auto& [key, klines] : klines_) next = std::min(next, klines.feed.next_timer());
  for (const auto& [instrument, trades] : trades_) next = std::min(next, trades.feed.next_timer());
  return next;
}

// ---- Messages.

void MarketChannel::OnText(const net::WebSocketMessage& message) {
  const base::Status read = parser_.Parse(message.text, message.received, &message_);
  if (!read) {
    // The first, the second, the fourth, ...: one that always comes does not fill the log.
    if (std::has_single_bit(++unreadable_)) {
      Note(fmt::format("message {} that cannot be read: {}", unreadable_, read.error().message));
    }
    return;
  }
  heard_at_ = message.received;
  SetState(true, false);
  switch (message_.kind) {
    case MarketKind::kDepth:
      return OnBook();
    case MarketKind::kTrade:
      return OnTrade();
    case MarketKind::kBestQuote:
      return listener_.OnBestPrices(
          {message_.quote.instrument, message_.quote.bid, message_.quote.ask, message.received});
    case MarketKind::kKline: {
      const KlineKey key{message_.kline.instrument, message_.kline.timeframe};
      const auto klines = klines_.find(key);
      if (klines == klines_.end()) return;
      klines->second.feed.OnKline(message_.kline, message.received);
      return Serve(key, klines->second);
    }
    case MarketKind::kMarkPrice:
    case MarketKind::kLiquidation:
      return OnContractNews();
    case MarketKind::kShutdown:
      return Lose("the venue's server is about to shut down");
    default:
      return;
  }
}

// ---- Contracts.

// Of both nothing is told that was not asked for, whatever the line carries.
void MarketChannel::OnContractNews() {
  const bool is_mark = message_.kind == MarketKind::kMarkPrice;
  const Liquidation& out = message_.liquidation;
  const MarkPrice& now = message_.mark;
  const core::InstrumentId contract = is_mark ? now.instrument : out.instrument;
  const auto feed = std::ranges::find(feeds_, contract,
                                      [](const MarketFeed& one) { return one.wanted.instrument; });
  if (feed == feeds_.end()) return;
  if (is_mark && feed->wanted.funding) {
    listener_.OnFunding(contract,
                        {now.event_time, now.mark, now.index, now.funding_rate, now.next_funding});
  }
  if (!is_mark && feed->wanted.liquidations) {
    listener_.OnLiquidation(contract, {out.trade_time, out.side, out.price, out.average_price,
                                       out.quantity, out.filled});
  }
}

// ---- Books.

void MarketChannel::OnBook() {
  const core::InstrumentId instrument = message_.book.instrument;
  const auto book = books_.find(instrument);
  if (book == books_.end()) return;
  TellBook(instrument, book->second, book->second.sync.OnUpdate(message_.book));
}

void MarketChannel::TellBook(core::InstrumentId instrument, Book& book,
                             const market::BookProgress& progress) {
  const bool applied = progress.step == market::BookStep::kApplied;
  listener_.OnBook({instrument, book.sync.state(), progress.step, book.sync.book(),
                    applied ? &message_.book : nullptr});
  book.sync.Settle();  // after what the listener had to do at once
  const base::UnixNanos now = desk_.clock.now();
  if (progress.step == market::BookStep::kSynced) book.snapshots.OnConnected(now);
  if (!progress.wants_snapshot) return;
  // The first one is due at once; after each that did not fit, or did not last, ever later: where
  // the answers lag behind the stream they would use up what orders need.
  if (progress.step != market::BookStep::kBuffered) book.snapshots.OnLost(now);
  book.ask_at = book.snapshots.NextAttempt(now);
  if (book.ask_at <= now) FetchSnapshot(instrument, now);
}

void MarketChannel::FetchSnapshot(core::InstrumentId instrument, base::UnixNanos now) {
  Book& book = books_.at(instrument);
  book.ask_at = base::kEndOfTime;
  book.snapshots.OnAttempt(now);
  rest_.Send(Depth(book.symbol, options_.snapshot_levels), Importance::kMarket, options_.patience,
             [this, instrument](const net::HttpReply& reply, base::UnixNanos) {
               OnSnapshot(instrument, reply);
             });
}

void MarketChannel::OnSnapshot(core::InstrumentId instrument, const net::HttpReply& reply) {
  if (closed_) return;
  Book& book = books_.at(instrument);
  const bool told = reply && reply->status == 200;
  const bool read =
      told && rest_parser_.Depth(reply->body, instrument, reply->received, &snapshot_).has_value();
  if (read) return TellBook(instrument, book, book.sync.OnSnapshot(snapshot_));
  // Never at once: the venue was busy, or does not want to be asked.
  const base::UnixNanos now = desk_.clock.now();
  book.snapshots.OnLost(now);
  if (up_) book.ask_at = std::max(now + base::Seconds(1), book.snapshots.NextAttempt(now));
}

// ---- Trades.

void MarketChannel::OnTrade() {
  const core::InstrumentId instrument = message_.trade.instrument;
  const auto trades = trades_.find(instrument);
  if (trades == trades_.end()) return;
  const core::TradeTick& tick = message_.trade.tick;
  if (trades->second.feed.Follows(tick)) return listener_.OnTrade(instrument, tick);
  trades->second.feed.OnTrade(tick, desk_.clock.now());
  Serve(instrument, trades->second);
}

void MarketChannel::Serve(core::InstrumentId instrument, Trades& trades) {
  for (const core::TradeTick& tick : trades.feed.TakeTrades()) listener_.OnTrade(instrument, tick);
  for (const std::string& remark : trades.feed.TakeRemarks()) {
    Note(fmt::format("{}: {}", trades.symbol, remark));
  }
  if (trades.feed.TakeWish()) FetchTrades(instrument, trades);
}

void MarketChannel::FetchTrades(core::InstrumentId instrument, const Trades& trades) {
  const HistoryQuery query{.from_id = trades.feed.history_from(),
                           .limit = trades.feed.history_rows()};
  rest_.Send(PastTrades(trades.symbol, query), Importance::kMarket, options_.patience,
             [this, instrument](const net::HttpReply& reply, base::UnixNanos) {
               OnPastTrades(instrument, reply);
             });
}

void MarketChannel::OnPastTrades(core::InstrumentId instrument, const net::HttpReply& reply) {
  if (closed_) return;
  Trades& trades = trades_.at(instrument);
  const base::UnixNanos now = desk_.clock.now();
  const bool told = reply && reply->status == 200;
  const auto rows = told ? std::optional(rest_parser_.Trades(reply->body)) : std::nullopt;
  if (rows && *rows) {
    trades.feed.OnHistory(**rows, now);
  } else {
    trades.feed.OnHistoryFailed(now);
  }
  Serve(instrument, trades);
}

// ---- Bars.

void MarketChannel::Serve(const KlineKey& key, Klines& klines) {
  for (const core::Bar& bar : klines.feed.TakeBars()) {
    listener_.OnBarClosed(key.first, key.second, bar);
  }
  for (const std::string& remark : klines.feed.TakeRemarks()) {
    Note(fmt::format("{}: {}", klines.symbol, remark));
  }
  if (klines.feed.TakeWish()) FetchHistory(key, klines);
}

void MarketChannel::FetchHistory(const KlineKey& key, Klines& klines) {
  const HistoryQuery query{.from = klines.feed.history_from(), .limit = KlineFeed::kPage};
  rest_.Send(binance::Klines(klines.symbol, key.second, query), Importance::kMarket,
             options_.patience, [this, key](const net::HttpReply& reply, base::UnixNanos sent) {
               OnHistory(key, reply, sent);
             });
}

void MarketChannel::OnHistory(const KlineKey& key, const net::HttpReply& reply,
                              base::UnixNanos sent) {
  if (closed_) return;
  Klines& klines = klines_.at(key);
  const base::UnixNanos now = desk_.clock.now();
  const bool told = reply && reply->status == 200;
  // A candle may have closed while the answer, which has it open, was on its way.
  const auto rows = told ? std::optional(rest_parser_.Klines(reply->body, key.first, key.second,
                                                             desk_.VenueTimeAtLeast(sent)))
                         : std::nullopt;
  if (rows && *rows) {
    klines.feed.OnHistory(**rows, now);
    klines.feed.OnTimer(now);
  } else {
    klines.feed.OnHistoryFailed(now);
  }
  Serve(key, klines);
}

}  // namespace keel::venues::binance
