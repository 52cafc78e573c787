// SPDX-License-Identifier: MIT
// Stops, targets and groups that cancel each other (OCO), on a venue that knows no groups and
// perhaps no trailing stops. What a strategy asked for is kept here and never sent; in its place
// orders of the same group ("legs") go to the venue as execution::Bracket wants them: one rests
// there, the other is watched on prices, and never more is out for sale than is held.
//
// The entry of a bracket is an order at the venue like any other, and its strategy's; its exits
// are kept from the start and work for what it has bought. Two entries of one group are what a
// bracket of a short position has for exits: a limit below that rests and a stop above that is
// watched. But an entry is never sent again: one that is refused or ended unasked ends its group.
//
// Venues take only so many stops of a pair, and some pairs have none (execution::StopRules). Then a
// stop is watched here: at its price what it is for is sold at the market. An entry that waits for
// a price is kept the same way.
//
// All that it knows is in the orders of the account: a restart makes it again from them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/event.h"
#include "engine/account.h"
#include "execution/bracket.h"
#include "execution/stop_rules.h"

namespace keel::engine {

/// What a venue leaves to the exits of a pair.
struct ExitRules {
  core::Quantity largest_sale = {};  ///< that one order at the market may be; zero: any
  execution::StopRules stops = {};
  friend bool operator==(const ExitRules&, const ExitRules&) = default;
};

struct ExitKeeperOptions {
  /// By instrument: the most that one sale at the market may be. Absent or zero: any.
  std::vector<core::Quantity> largest_sales = {};
  /// By instrument: which stops the venue takes. Absent: all.
  std::vector<execution::StopRules> stops = {};

  ExitRules Of(core::InstrumentId instrument) const;
  void Set(core::InstrumentId instrument, const ExitRules& rules);
};

/// What is to be done at the venue for one group.
struct ExitStep {
  uint32_t group = 0;
  core::OrderId leg_order;  ///< to be cancelled; of a leg that is to be placed: nothing yet
  core::OrderId kept_for;   ///< the exit that a new leg is for
  uint32_t leg = 0;         ///< its number in the group
  bool cancels = false;     ///< else it places
  core::OrderTerms terms;   ///< of a new leg, with its pair and group
};

class ExitKeeper {
 public:
  /// `account` must outlive the keeper.
  ExitKeeper(const Account& account, ExitKeeperOptions options)
      : account_(account), options_(options) {}

  /// The most that one order at the market may sell; absent: any.
  std::optional<core::Quantity> LargestSale(core::InstrumentId instrument) const;
  /// Whether such an order is kept here: a sale that waits for a price, and whatever has a group
  /// and is no entry of a bracket.
  static bool IsExit(const core::OrderTerms& terms);
  /// The same, and an entry that waits for a price where the venue does not take it.
  bool Keeps(const core::OrderTerms& terms) const;
  /// Whether the keeper can do what is asked. Of entries: an order that waits here, as long as it
  /// takes, and buys at a limit or at the market.
  static bool CanBeKept(const core::OrderTerms& terms);
  /// Takes the exit (or entry of a group), which is in no store yet; or why its group cannot have
  /// it. `last`: the price.
  std::optional<core::Refusal> Keep(const core::Order& exit, core::Price last, base::UnixNanos now);
  /// The order is the entry of a bracket: to be told before its exits, also of the past.
  void Expect(const core::Order& entry);
  /// Takes an exit of that bracket, which risk::CheckBracket has let pass. It waits at prices that
  /// are told from its own reference price: about where the entry buys.
  void KeepForEntry(const core::Order& exit, base::UnixNanos now);
  /// A fill that is booked, also of the past: what it took of a purchase is not to be sold.
  void OnBooked(const core::Fill& fill);
  /// What a fill took of the traded coin itself.
  static core::Quantity BaseFee(const core::Instrument& pair, const core::Fill& fill);
  /// The exit is no longer wanted: its end is reported when nothing works for it any more.
  void Cancel(core::OrderId exit, core::OrderEnd why);
  /// After a restart, with the account as its journal tells it.
  void Restore(core::InstrumentId instrument, core::Price last, base::UnixNanos now);

  /// Whether the order is a leg: it stands in the store, and is nobody's but the keeper's.
  bool IsLeg(core::OrderId id) const;
  /// The exit that a leg works for; absent of one that ends the position at the market.
  std::optional<core::OrderId> ExitOf(core::OrderId leg) const;

  /// The venue told the rules of the pair, which the universe has already: see Bracket.
  void OnRules(core::InstrumentId instrument, const ExitRules& rules, bool are_new,
               base::UnixNanos now);
  /// The price at which one could sell now.
  void OnPrice(core::InstrumentId instrument, core::Price price, base::UnixNanos now);
  /// Whether that price would change anything: it crosses a level that is watched, or a stop that
  /// follows the price has a step to gain.
  bool IsNews(core::InstrumentId instrument, core::Price price) const;
  /// A report that is booked; those that are of no leg are left out.
  void OnReport(const core::Report& report, base::UnixNanos now);
  /// What to do after all that; it counts as done, so one of the two must follow each new leg.
  std::vector<ExitStep> Advance(base::UnixNanos now);
  void OnSent(const ExitStep& step, core::OrderId order);
  void OnRefused(const ExitStep& step, base::UnixNanos now);
  /// What became of the exits themselves, for the engine to book.
  std::vector<core::Report> TakeReports() { return std::exchange(reports_, {}); }
  bool has_reports() const { return !reports_.empty(); }

  /// A pair of which a stop is watched here since the venue does not take it; each pair once.
  struct Watched {
    core::InstrumentId instrument;
    core::Quantity held;  ///< what the stop is for
    uint32_t most = 0;    ///< stops that may wait there at once; zero: it takes none
  };
  std::vector<Watched> TakeWatched() { return std::exchange(watched_, {}); }

  /// When Advance is to be called without an input; kEndOfTime: not.
  base::UnixNanos next_time() const;
  size_t groups() const { return groups_.size(); }
  /// Time since the start at which something was held whose stop was not at the venue, all groups
  /// together.
  base::Duration unprotected() const;
  /// Who holds something now whose stop belongs to the venue and is not there: strategy and pair,
  /// in the order of the groups.
  std::vector<core::TradingScope> WithoutStop() const;

 private:
  /// The entry of a bracket.
  struct Entry {
    core::OrderId order;
    core::Quantity base_fees;
  };
  struct Exit {
    core::OrderId order;
    execution::LegRole role;
    std::optional<core::OrderEnd> ending;  // a cancel was asked for
  };
  struct Group {
    core::StrategyId strategy;
    core::InstrumentId instrument;
    bool buys = false;        // a group of entries
    std::vector<Exit> exits;  // at most one of each role
    double trail_fraction = 0;
    core::Price best;  // of a trail
    execution::Bracket bracket;
    std::map<uint32_t, core::OrderId> legs;  // by number; those that have not ended

    bool Wants(execution::LegRole role) const;
    size_t StopLegs() const;
    bool ReachesStop(core::Price price) const;
    bool ReachesTarget(core::Price price) const;
    void End(std::optional<execution::LegRole> role, core::OrderEnd why);
  };

  const core::Order& OrderOf(core::OrderId id) const { return account_.orders.at(id).order; }
  size_t WaitingAtVenue(core::InstrumentId instrument) const;
  size_t RoomFor(const Group& group) const;
  void NoteWatched(const Group& group, size_t room);
  bool IsEntry(const core::Order& order) const;
  execution::BracketTerms TermsOf(const core::Order& exit) const;
  std::optional<core::Refusal> Join(const core::Order& exit, core::Price last, base::UnixNanos now);
  std::optional<core::Refusal> Begin(const core::Order& exit, core::Price last,
                                     base::UnixNanos now);
  void Add(Group& group, const core::Order& exit, base::UnixNanos now);
  core::Price PriceOf(const core::Order& exit, core::Price best) const;
  core::Price TrailPrice(const Group& group, core::Price best) const;
  void OnEntryFilled(Group& group, const core::Fill& fill, base::UnixNanos now);
  base::Status Tell(Group& group, uint32_t leg, const core::Report& report, base::UnixNanos now);
  static void FollowEntries(Group& group, execution::LegRole role, bool was_asked,
                            const core::Report& report);
  std::optional<core::Price> Ahead(const Group& group, core::Price price) const;
  void Follow(Group& group, core::Price price, base::UnixNanos now);
  void Withdraw(Group& group, base::UnixNanos now);
  void Clamp(Group& group, base::UnixNanos now);
  void EndExits(Group& group, base::UnixNanos now);
  core::Price StopOnGrid(const Group& group) const;
  ExitStep StepOf(uint32_t id, const Group& group, const execution::BracketCommand& command) const;
  void RestoreLegs(uint32_t id, Group& group, base::UnixNanos now);
  void RestoreEntry(Group& group, const execution::OrderEntry& entry,
                    execution::SavedBracket& saved) const;

  const Account& account_;
  ExitKeeperOptions options_;
  std::map<uint32_t, Group> groups_;
  std::map<uint32_t, Entry> entries_;           // by group, of every bracket there was
  std::map<core::OrderId, uint32_t> group_of_;  // of exits and legs that have not ended
  std::vector<core::Report> reports_;
  std::vector<Watched> watched_;
  std::set<core::InstrumentId> noted_;  // of watched_, ever
  base::Duration unprotected_;          // of groups that have ended
};

}  // namespace keel::engine
