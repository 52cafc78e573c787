// SPDX-License-Identifier: MIT
// What the market does now, for people: best prices, the near levels of books and the last trades,
// heard by a connector of the server's own, which has no keys and shares nothing with the trader's.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/describe_json.h"
#include "execution/venue_connector.h"
#include "net/loop.h"

namespace keel::server {

struct LevelView {
  core::Price price;
  core::Quantity quantity;
};
struct BookView {
  std::string pair;
  base::UnixNanos time;
  std::vector<LevelView> bids, asks;  ///< the best first
};
struct TradeView {
  std::string trade_id;
  base::UnixNanos time;
  core::Price price;
  core::Quantity quantity;
  std::string side;  ///< of who took
};
BOOST_DESCRIBE_STRUCT(LevelView, (), (price, quantity))
BOOST_DESCRIBE_STRUCT(BookView, (), (pair, time, bids, asks))
BOOST_DESCRIBE_STRUCT(TradeView, (), (trade_id, time, price, quantity, side))

/// To be used on its loop's thread.
class MarketWatch final : public execution::ConnectorListener {
 public:
  static constexpr size_t kLevels = 20;
  static constexpr size_t kTrades = 200;

  struct Quote {
    base::UnixNanos time;
    core::Price bid, ask, last;  ///< zero: not known
  };

  /// `connector` was made on `loop`, which must outlive the watch. `now` stamps what comes without
  /// a time.
  MarketWatch(net::Loop& loop, const base::Clock& clock,
              std::unique_ptr<execution::VenueConnector> connector);
  ~MarketWatch() override;

  /// Listens to these pairs as soon as the venue has told of them; asks again where it does not.
  void Begin(std::vector<core::Symbol> pairs);
  bool has_begun() const { return begun_; }
  const execution::ConnectorStatus& status() const { return status_; }
  /// When the last message of the market came, by our clock; nothing before the first.
  std::optional<base::UnixNanos> heard_at() const { return heard_at_; }
  /// How often the market was up again after it had been down.
  int64_t reconnects() const { return reconnects_; }

  /// Nothing where nothing is known of the pair.
  std::optional<Quote> quote(const std::string& pair) const;
  std::optional<BookView> book(const std::string& pair) const;
  const std::deque<TradeView>* trades(const std::string& pair) const;

  /// Called with the pair at each trade, if set.
  std::function<void(const std::string& pair, const TradeView&)> on_trade;

  void OnVenueEvent(const execution::VenueEvent&) override {}
  void OnTrade(core::InstrumentId pair, const core::TradeTick& trade) override;
  void OnBook(const execution::BookNews& news) override;
  void OnBestPrices(const execution::BestPrices& best) override;
  void OnStatus(const execution::ConnectorStatus& status) override;

 private:
  struct Seen {
    std::string pair;
    Quote quote;
    std::optional<BookView> book;  // while it is live
    std::deque<TradeView> trades;
  };
  void Ask();
  base::Status Listen(const std::vector<execution::ListedInstrument>& listed);
  const Seen* Find(const std::string& pair) const;

  net::Loop& loop_;
  const base::Clock& clock_;
  std::unique_ptr<execution::VenueConnector> connector_;
  std::vector<core::Symbol> wanted_;
  std::vector<Seen> seen_;
  std::vector<std::string> coins_;
  execution::ConnectorStatus status_;
  std::optional<base::UnixNanos> heard_at_;
  bool was_up_ = false;
  int64_t reconnects_ = 0;
  net::Timer again_;
  bool begun_ = false;
};

}  // namespace keel::server
