// SPDX-License-Identifier: MIT
// The door to one real venue, the same for all of them: what the drivers of paper and live trading
// and the command line know of an exchange. A connector speaks the venue's protocol; it decides
// nothing, repeats no order, and gives each request exactly one answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/perpetual.h"
#include "core/timeframe.h"
#include "execution/stop_rules.h"
#include "execution/venue_wire.h"
#include "market/book_sync.h"

namespace keel::execution {

/// A pair as the venue lists it.
struct ListedInstrument {
  core::Symbol symbol;
  core::InstrumentFilters filters;
  bool trading = false;         ///< takes orders now
  core::Quantity largest_sale;  ///< that one order at the market may be; zero: any
  StopRules stops = {};         ///< which stops it takes
};

/// What is to be heard of one pair. An order can only be placed in a pair that is listed here.
/// Of a perpetual contract (its symbol has a settlement coin) only the last two can be heard, of a
/// spot pair all but them. A contract need not be fetched before, and takes no orders.
struct Subscription {
  core::InstrumentId instrument;
  core::Symbol symbol;
  std::vector<core::Timeframe> bars = {};
  /// Open time of the last bar that is known already, of each of `bars`: those after it are
  /// fetched. Absent: the bars begin with the next one.
  std::optional<base::UnixNanos> bars_after = std::nullopt;
  /// All of them in the order of their numbers, none twice; those that a reconnect lost are fetched
  /// and told late, before what came after them. Where the venue does not tell them a note does.
  bool trades = false;
  bool book = false;         ///< the whole book, held to its numbers
  bool best_prices = false;  ///< the best level of each side
  bool funding = false;      ///< what the contract is valued at and its holders pay
  bool liquidations = false;
};

struct ConnectorPlan {
  std::vector<Subscription> subscriptions;
  /// The index of a currency by its code, made when it is new: fees come in any coin.
  std::function<core::CurrencyId(std::string_view code)> currency_of;
  bool account = true;  ///< listen to the account and take requests; needs keys
};

/// One message of a book feed, or a change of its state. From a gap on the book is absent, in the
/// same call that found the gap.
struct BookNews {
  core::InstrumentId instrument;
  market::BookState state = market::BookState::kAwaitingSnapshot;
  market::BookStep step = market::BookStep::kBuffered;
  const market::OrderBook* book = nullptr;  ///< only while it is live; valid during the call
  /// Where one message changed the book (kApplied): that message; valid during the call.
  const core::BookUpdate* update = nullptr;
};

struct BestPrices {
  core::InstrumentId instrument;
  core::BookLevel bid, ask;  ///< zero where that side is empty
  base::UnixNanos received;
};

/// How the connection stands.
struct ConnectorStatus {
  bool market_up = false;      ///< every market stream is connected
  bool market_silent = false;  ///< connected, and yet mute for seconds
  /// Of what is silent: when the last message came, by our clock.
  std::optional<base::UnixNanos> silent_since = std::nullopt;
  bool account_up = false;  ///< the account's stream is subscribed
  bool clock_known = false;
  base::Duration clock_offset;                            ///< the venue's time minus ours
  base::Duration clock_uncertainty;                       ///< of the offset, at most
  double weight_used = 0;                                 ///< of the request budget, a fraction
  double orders_used = 0;                                 ///< of the order budget, a fraction
  base::UnixNanos closed_until = base::kBeginningOfTime;  ///< the venue wants no requests before
  friend bool operator==(const ConnectorStatus&, const ConnectorStatus&) = default;
};

/// Who hears what a connector has to tell, from its loop. Of the connector's calls only Stop calls
/// it from inside.
class ConnectorListener {
 public:
  virtual ~ConnectorListener() = default;
  virtual void OnVenueEvent(const VenueEvent& event) = 0;
  /// Closed bars only, in order, none twice and none left out that the venue has.
  virtual void OnBarClosed(core::InstrumentId, core::Timeframe, const core::Bar&) {}
  virtual void OnTrade(core::InstrumentId, const core::TradeTick&) {}
  virtual void OnBook(const BookNews&) {}
  virtual void OnBestPrices(const BestPrices&) {}
  virtual void OnFunding(core::InstrumentId, const core::Funding&) {}
  virtual void OnLiquidation(core::InstrumentId, const core::Liquidation&) {}
  virtual void OnStatus(const ConnectorStatus&) {}
  /// One sentence for people: reconnects, messages that could not be read.
  virtual void OnNote(std::string_view) {}
};

/// Which bars: those that open in [range.from, range.to) and are closed.
struct BarsQuery {
  core::Symbol symbol;
  core::Timeframe timeframe;
  base::TimeRange range;
};
struct BarsPage {
  std::vector<core::Bar> bars;             ///< in order of time
  int price_decimals = 0;                  ///< most decimals among their prices
  int volume_decimals = 0;                 ///< most decimals among their volumes
  std::vector<std::string> left_out = {};  ///< candles that contradict themselves, a sentence each
};

/// What the venue lets an API key do.
struct KeyRights {
  std::optional<bool> reads = std::nullopt;  ///< sees the account; absent: the venue does not tell
  bool trades = false;                       ///< places orders
  bool withdraws = false;                    ///< moves money out of the account, to whomever
  bool ip_bound = false;                     ///< works from chosen addresses only
};

class VenueConnector {
 public:
  virtual ~VenueConnector() = default;

  /// The pairs of these symbols with their filters; all where the list is empty. Calls `done` once,
  /// from the loop.
  using OnInstruments = std::function<void(base::Result<std::vector<ListedInstrument>>)>;
  virtual void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) = 0;

  /// Begins to listen. kUsage where a pair was not among the fetched instruments, the account is
  /// wanted without keys, or something is wanted that its market does not have; kUnsupported where
  /// the venue has no contracts. `listener` must outlive Stop.
  virtual base::Status Start(ConnectorPlan plan, ConnectorListener& listener) = 0;
  /// Ends all connections. Requests without an answer get theirs first: kNotSent or kUnknown. A
  /// connector is not started again.
  virtual void Stop() = 0;

  /// Asks the venue; the answer is a VenueEvent. Requires a started connector with an account.
  virtual void Send(const Request& request) = 0;

  /// Calls `page` for each page in order of time, then `done` once.
  using OnPage = std::function<void(const BarsPage&)>;
  using OnDone = std::function<void(base::Status)>;
  virtual void FetchBars(const BarsQuery& query, OnPage page, OnDone done) = 0;

  /// Calls `done` once. Requires a started connector with an account.
  using OnBalances = std::function<void(base::Result<std::vector<Balance>>)>;
  virtual void FetchBalances(OnBalances done) = 0;

  /// Calls `done` once; it needs no start. kUnsupported where the venue has no such
  /// question, kUsage without keys.
  using OnKeyRights = std::function<void(base::Result<KeyRights>)>;
  virtual void FetchKeyRights(OnKeyRights done) {
    done(base::Fail(base::ErrorCode::kUnsupported, "the venue does not tell what a key may do"));
  }
};

}  // namespace keel::execution
