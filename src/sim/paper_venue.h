// SPDX-License-Identifier: MIT
// A venue on paper: the real market's books and trades come in, requests are answered and orders
// filled as they would be there, by the models of the replay. To the rest of the house it speaks
// the words of a connector.
//
// A pure state machine: no clock, no sockets. Every time is the venue's. What happened comes out as
// facts, to be kept on the disk before the events that follow from them are taken.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "execution/fee_schedule.h"
#include "execution/venue_connector.h"
#include "sim/book_replay.h"
#include "sim/paper_account.h"

namespace keel::sim {

struct PaperPair {
  core::Symbol symbol;
  core::InstrumentFilters filters;
};

struct PaperVenueOptions {
  std::vector<PaperPair> pairs;  ///< by instrument
  std::function<core::CurrencyId(std::string_view code)> currency_of;
  /// After it a request that has not reached the book is turned away unread.
  base::Duration receive_window = base::Seconds(5);
  /// Market data is late by this at most: a message that has reached the venue acts once the market
  /// of that instant is known, or so much later; a trade that is later fills nothing.
  base::Duration feed_delay = base::Milliseconds(500);
  uint64_t seed = 1;
};

/// What is simulated beyond BookReplay:
/// - Messages take the entry latency to the venue and the response latency back, never overtaking.
/// - Filters, balances and commissions as at Binance, in its words. A commission is taken from what
///   is received, at 1e-8 rounded down.
/// - Stops and take-profits trigger on trades, and then act without latency.
/// - A market order with a protection price is a limit IOC. A buy without one, and a buy behind a
///   trigger, take up to 5 % above the best ask or the trigger.
/// - Where a pair's book is not whole and current, or the feed is silent, nothing fills; orders
///   that need the book wait for it, and are turned away when their receive window is over.
class PaperVenue {
 public:
  /// Borrows both models. kUsage where a pair's filters are none.
  static base::Result<std::unique_ptr<PaperVenue>> Make(PaperVenueOptions options,
                                                        execution::FeeSchedule fees,
                                                        const models::QueueModel& queue,
                                                        const models::OrderLatency& latency);

  /// Before anything else: a fact of before a restart. Orders that worked go on when their book is
  /// there, at the end of their queue; of what would have filled meanwhile nothing is known.
  void Restore(const PaperFact& fact);
  /// What the account begins with.
  void Deposit(std::string coin, core::Decimal amount);

  // ---- The market.
  /// A change of a live book; of one that is not, a snapshot.
  void OnBook(core::InstrumentId pair, const core::BookUpdate& update);
  /// The book is not whole any more.
  void OnBookLost(core::InstrumentId pair) { markets_[pair.index].live = false; }
  void OnTrade(core::InstrumentId pair, const core::TradeTick& trade);
  /// The real market's filters from now on. Returns whether its book has to be told again, from a
  /// snapshot; orders that work stay, at the end of their queue. kUsage for filters that are none.
  base::Result<bool> SetFilters(core::InstrumentId pair, const core::InstrumentFilters& filters);
  /// The feed is connected and yet mute, or is heard again.
  void OnSilence(bool silent) { silent_ = silent; }

  // ---- The account's owner.
  void Send(const execution::Request& request, base::UnixNanos now);
  /// Everything that still is on its way to the venue never arrives.
  void LoseMessages(base::UnixNanos now);
  void AdvanceTo(base::UnixNanos now);
  /// When AdvanceTo or TakeEvent has something to do; kEndOfTime: never.
  base::UnixNanos next_timer() const;
  std::vector<PaperFact> TakeFacts() { return std::exchange(facts_, {}); }
  /// The next event that is heard by `now`, once. Its facts must be kept by then.
  std::optional<execution::VenueEvent> TakeEvent(base::UnixNanos now);

  std::vector<execution::Balance> Balances() const;
  const PaperAccount& account() const { return account_; }
  /// Levels and trades of the feed that no book can hold.
  uint64_t refused() const;

 private:
  /// Of one pair; the last lane is that of the whole account.
  struct Message {
    base::UnixNanos sent, arrival;
    uint64_t sequence = 0;
    uint64_t number = 0;  // of the order that is placed
    execution::Request request;
    base::RandomStream stream;
  };
  struct Market {
    PaperPair pair;
    matching::BookScale scale;
    std::optional<BookReplay> replay = std::nullopt;
    bool live = false;
    bool adopted = false;  // the orders that worked before it are in the book
    base::UnixNanos time = base::kBeginningOfTime;  // of what happened last
    std::optional<core::Price> last_price;
  };
  struct Heard {
    execution::VenueEvent event;
    base::UnixNanos due;
  };
  PaperVenue(PaperVenueOptions options, execution::FeeSchedule fees,
             const models::QueueModel& queue, const models::OrderLatency& latency);

  size_t LaneOf(const execution::Request& request) const;
  base::RandomStream StreamFor(const execution::Request& request, uint64_t number) const;
  uint64_t NumberOf(core::InstrumentId pair, const std::string& client_id) const;
  bool CanMatch(const Market& market) const { return market.live && !silent_; }
  bool IsHeld(const Message& message) const;
  void Arrivals(size_t lane, base::UnixNanos until, bool inclusive);
  void Arrive(Message& message);
  void ArrivePlace(Message& message, const execution::PlaceOrder& wanted);
  void ArriveCancel(Message& message, const execution::CancelAtVenue& wanted);
  void ArriveAmend(Message& message, const execution::AmendAtVenue& wanted);
  void ArriveQuery(Message& message);

  core::Price LimitOf(const execution::PlaceOrder& wanted, const Market& market) const;
  std::optional<execution::Refused> Refusal(const execution::PlaceOrder& wanted, core::Price limit,
                                            const Market& market) const;
  bool Refine(Market& market, core::Price tick, core::Quantity lot);
  void HoldOrders(Market& market, core::InstrumentId pair);
  void Adopt(core::InstrumentId pair);
  void Trigger(core::InstrumentId pair);
  void Enter(Market& market, const PaperOrder& order);
  void Collect(Market& market);
  void OnFill(const Market& market, const ReplayReport& report);
  void EndRest(const Market& market, const ReplayReport& report);

  void Record(PaperFact fact);
  base::UnixNanos Due(base::UnixNanos time, double load, base::RandomStream& stream);
  base::RandomStream& StreamOf(uint64_t number);
  void Say(execution::VenueEvent event, base::UnixNanos due);
  void Reply(const Message& message, base::UnixNanos due, decltype(execution::Answer::what) what);
  static execution::VenueOrder Told(const PaperOrder& order);

  PaperVenueOptions options_;
  execution::FeeSchedule fees_;
  const models::QueueModel& queue_;
  const models::OrderLatency& latency_;
  std::unique_ptr<models::OrderLatency> none_;  // of the books: messages are delayed here
  PaperAccount account_;
  std::vector<Market> markets_;                     // by instrument
  std::vector<std::deque<Message>> lanes_;          // by instrument, and the account's
  std::map<uint64_t, base::RandomStream> streams_;  // of orders that work, by number
  std::deque<Heard> heard_;
  std::vector<PaperFact> facts_;
  bool silent_ = false;
  uint64_t next_number_ = 1;
  uint64_t messages_ = 0;
  base::UnixNanos now_ = base::kBeginningOfTime;
  base::UnixNanos last_arrival_ = base::kBeginningOfTime;
  base::UnixNanos last_due_ = base::kBeginningOfTime;
};

}  // namespace keel::sim
