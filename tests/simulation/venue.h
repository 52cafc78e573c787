// SPDX-License-Identifier: MIT
// An exchange behind a bad network, as a simulated account meets it. There are two: FaultyVenue
// speaks the house's own records, WireVenue the bytes of Binance.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/instrument.h"
#include "execution/stop_rules.h"
#include "execution/venue_wire.h"

namespace keel::simulation {

/// How often what goes wrong; fractions.
struct Faults {
  double request_lost = 0.05;  ///< never arrives, no answer
  double not_sent = 0.02;      ///< the connection is known to be down
  double turned_away = 0.02;   ///< 429, or 418 for a while: read by nobody
  double request_late = 0.05;  ///< up to a minute on its way
  double broken_early = 0.05;  ///< "unknown" is heard at once, and the request may still arrive
  double answer_lost = 0.08;   ///< executed, and a timeout or a 5xx is all that is heard
  double answer_late = 0.03;   ///< up to a minute
  double answer_twice = 0.02;
  double replica_lag = 0.3;    ///< a question is answered as of up to three seconds ago
  double message_lost = 0.03;  ///< of a stream that seems well
  double message_twice = 0.05;
  double message_late = 0.2;  ///< up to five seconds: others overtake it
  double stream_death_per_s = 0.004;
  double outage_per_s = 0.002;      ///< nobody answers, for up to half a minute: see Outage
  double refusal = 0.05;            ///< for the exchange's own reasons, or by those in between
  double unasked_end = 0.05;        ///< of the times at which a resting order could fill
  double clock_jump_per_s = 0.004;  ///< of the exchange's clock, where bytes are spoken
};

/// None of it: messages arrive at once and in order.
Faults NoFaults();

/// What of an exchange does not answer: a part of it may be as well as ever.
enum class Outage : uint8_t { kAll, kOrders, kQuestions };

/// Whether a request would change something: an order, its cancel, its change.
inline bool IsOrderEntry(const execution::Request& request) {
  return std::holds_alternative<execution::PlaceOrder>(request.what) ||
         std::holds_alternative<execution::CancelAtVenue>(request.what) ||
         std::holds_alternative<execution::AmendAtVenue>(request.what);
}
inline bool Hits(Outage outage, const execution::Request& request) {
  return outage == Outage::kAll || (outage == Outage::kOrders) == IsOrderEntry(request);
}

/// What the orders of other hands are named after.
constexpr std::string_view kStranger = "someone";

class Venue {
 public:
  virtual ~Venue() = default;

  /// The coin of each instrument in the account's numbers, and what it began with.
  virtual void Endow(core::Decimal deposit, std::vector<core::CurrencyId> coins) = 0;

  // ---- The account's side.
  virtual void Send(const execution::Request& request, base::UnixNanos now) = 0;
  /// The account's program starts: its stream comes up after a while.
  virtual void Connect(base::UnixNanos now) = 0;
  /// It died: nothing that is under way reaches it any more.
  virtual void Crash() = 0;
  /// The program's clock is so much ahead of the true time, since its last start.
  virtual void SetProgramClock(base::Duration ahead) = 0;
  /// From now on nothing goes wrong.
  virtual void Calm(base::UnixNanos now) = 0;
  /// From now on nothing happens at the exchange either, so that all of it can be heard.
  virtual void Freeze() = 0;
  virtual base::UnixNanos next_time() const = 0;
  /// Lets the next thing happen; what the account hears of it.
  virtual std::vector<execution::VenueEvent> Step() = 0;

  // ---- Rules.
  /// What the exchange holds orders of a pair to, from now on others; working orders stay.
  void ChangeRules(size_t pair, const core::InstrumentFilters& filters) {
    largest_lot_ = std::max(largest_lot_, filters.lot);
    largest_minimum_ = std::max(largest_minimum_, filters.min_notional);
    ChangeFilters(pair, filters);
  }
  virtual core::InstrumentFilters Filters(size_t pair) const = 0;
  /// Which stops it takes of a pair; always the same.
  virtual execution::StopRules Stops(size_t pair) const = 0;
  /// Whether no order could carry so much under some of the rules that there were, at the least
  /// price that there is.
  bool CanBeDust(core::Quantity quantity) const {
    const core::Decimal lots =
        core::RoundTo(quantity.value(), largest_lot_.value(), core::Rounding::kDown);
    return lots * 80 < largest_minimum_;
  }
  /// The account's connector asks for them.
  virtual void LearnFilters() {}
  /// How many orders were refused by them.
  virtual int off_grid() const = 0;
  /// How often it asked to be left alone for a while.
  virtual int pauses() const { return 0; }

  // ---- Other hands on the account.
  /// Somebody buys, or sells of what is held and not for sale.
  void LetStrangerTrade(size_t pair, core::Side side, base::UnixNanos now) {
    const bool traded = TradeByStranger(pair, side, now);
    stranger_sold_ = stranger_sold_ || (traded && side == core::Side::kSell);
  }
  /// Somebody pays in, of the account's currency.
  void PayIn(core::Decimal amount, base::UnixNanos now) {
    paid_in_ += amount;
    Credit(amount, now);
  }
  core::Decimal paid_in() const { return paid_in_; }
  /// Then exits may be for what is no longer there.
  bool stranger_sold() const { return stranger_sold_; }

  // ---- The truth.
  struct Order {
    std::string client_id;
    uint64_t venue_id = 0;
    core::OrderTerms terms;
    core::Quantity executed;
    execution::VenueStatus status = execution::VenueStatus::kWorking;
  };
  /// Every order that was ever made, however often under one name.
  virtual std::vector<Order> Orders() const = 0;
  virtual std::vector<execution::VenueTrade> Trades() const = 0;
  /// What the account holds by coin, free and locked; empty where no such books are kept.
  virtual std::vector<std::pair<std::string, core::Decimal>> Holdings() const { return {}; }
  /// Sales that came while less was held and not for sale already: what a real exchange would
  /// refuse must not be asked of it.
  virtual int oversales() const { return 0; }
  /// What can never be right, whatever the faults: an event that the account cannot read.
  virtual std::string failure() const { return ""; }
  /// Of every byte that went either way; empty where there are none.
  virtual std::string WireHash() const { return ""; }

 protected:
  virtual void ChangeFilters(size_t pair, const core::InstrumentFilters& filters) = 0;
  /// Whether anything was traded.
  virtual bool TradeByStranger(size_t pair, core::Side side, base::UnixNanos now) = 0;
  virtual void Credit(core::Decimal amount, base::UnixNanos now) = 0;

 private:
  core::Decimal paid_in_;
  bool stranger_sold_ = false;
  core::Quantity largest_lot_{core::Decimal::PowerOfTen(-3)};
  core::Decimal largest_minimum_ = core::Decimal::FromInt(5);
};

}  // namespace keel::simulation
