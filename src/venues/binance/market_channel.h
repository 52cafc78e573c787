// SPDX-License-Identifier: MIT
// One connection to the public streams and all that is built from it: bars and trades without
// holes, books held to their numbers, best prices; of contracts funding and liquidations. Its
// silence is noticed, its end is mended.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "execution/venue_connector.h"
#include "market/book_sync.h"
#include "net/backoff.h"
#include "venues/binance/kline_feed.h"
#include "venues/binance/line.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/rest_channel.h"
#include "venues/binance/rest_parser.h"
#include "venues/binance/trade_feed.h"

namespace keel::venues::binance {

/// A subscription and the venue's name of its pair.
struct MarketFeed {
  std::string symbol;
  execution::Subscription wanted;
};

struct MarketChannelOptions {
  net::Url at;  ///< "?streams=..." follows its path
  net::TlsTrust trust;
  base::Duration idle_time = base::Seconds(5);   ///< without a byte or a pong: stalled
  base::Duration quiet_time = base::Seconds(5);  ///< without a message: told as silent
  base::Duration mute_time = base::Seconds(60);  ///< without a message: connected anew
  base::Duration life = base::Hours(23);         ///< the venue cuts after a day
  base::Duration patience = base::Seconds(10);   ///< of a snapshot or a history
  net::BackoffOptions backoff;
  /// Between the snapshots of one book: each costs as much as fifty orders.
  net::BackoffOptions snapshots = {.first = base::Milliseconds(500)};
  int snapshot_levels = 1000;
  uint64_t seed = 0;
  uint64_t number = 0;  ///< among the connections
};

class MarketChannel {
 public:
  /// Streams that one connection carries at most; the venue allows 1024.
  static constexpr size_t kMaxStreams = 200;

  struct Plan {
    std::vector<MarketFeed> feeds;
    execution::ConnectorListener& listener;
    std::function<void()> on_state;  ///< up() or silent() has changed
  };

  /// What is borrowed must outlive it.
  MarketChannel(VenueDesk& desk, RestChannel& rest, MarketChannelOptions options, Plan plan);

  void Start();
  void OnTimer(base::UnixNanos now);
  base::UnixNanos next_timer() const;
  void Close();
  bool up() const { return up_; }
  bool silent() const { return silent_; }
  /// When its last message came, or its connection.
  base::UnixNanos heard_at() const { return heard_at_; }
  /// Liquidations are rare: the mark price comes with them, wanted or not, as the sign of life.
  static std::vector<std::string> StreamsOf(const MarketFeed& feed);

 private:
  struct Book {
    market::BookSync sync;
    std::string symbol;
    net::Backoff snapshots;                     // one that does not fit is a failure
    base::UnixNanos ask_at = base::kEndOfTime;  // for a snapshot
  };
  using KlineKey = std::pair<core::InstrumentId, core::Timeframe>;
  struct Klines {
    KlineFeed feed;
    std::string symbol;
  };
  struct Trades {
    TradeFeed feed;
    std::string symbol;
  };

  void Connect(base::UnixNanos now);
  void Lose(const std::string& why);
  std::string Target() const;
  void OnText(const net::WebSocketMessage& message);
  void OnContractNews();
  void OnBook();
  void TellBook(core::InstrumentId instrument, Book& book, const market::BookProgress& progress);
  void FetchSnapshot(core::InstrumentId instrument, base::UnixNanos now);
  void OnSnapshot(core::InstrumentId instrument, const net::HttpReply& reply);
  void OnTrade();
  void Serve(core::InstrumentId instrument, Trades& trades);
  void FetchTrades(core::InstrumentId instrument, const Trades& trades);
  void OnPastTrades(core::InstrumentId instrument, const net::HttpReply& reply);
  void Serve(const KlineKey& key, Klines& klines);
  void FetchHistory(const KlineKey& key, Klines& klines);
  void OnHistory(const KlineKey& key, const net::HttpReply& reply, base::UnixNanos sent);
  void SetState(bool up, bool silent);
  void Note(const std::string& text);

  VenueDesk& desk_;
  RestChannel& rest_;
  MarketChannelOptions options_;
  std::vector<MarketFeed> feeds_;
  execution::ConnectorListener& listener_;
  std::function<void()> on_state_;
  Line line_;
  net::Backoff backoff_;
  MarketParser parser_;
  RestParser rest_parser_;
  MarketMessage message_;
  core::BookUpdate snapshot_;
  std::map<core::InstrumentId, Book> books_;
  std::map<KlineKey, Klines> klines_;
  std::map<core::InstrumentId, Trades> trades_;
  bool connecting_ = false;
  bool up_ = false;
  bool silent_ = false;
  bool closed_ = false;
  base::UnixNanos connect_at_ = base::kEndOfTime;
  base::UnixNanos opened_at_, heard_at_;
  uint64_t unreadable_ = 0;
};

}  // namespace keel::venues::binance
