// SPDX-License-Identifier: MIT
// Stops, targets and groups of exits that cancel each other (OCO), on a venue that knows no groups
// and perhaps no trailing stops. What a strategy asked for is kept here and never sent; in its
// place orders of the same group ("legs") go to the venue as execution::Bracket wants them: one
// rests there, the other is watched on prices, and never more is out for sale than is held.
//
// All that it knows is in the orders of the account: a restart makes it again from them.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/event.h"
#include "engine/account.h"
#include "execution/bracket.h"

namespace keel::engine {

struct ExitKeeperOptions {
  bool venue_has_stops = true;  ///< else stops are watched, and the target rests
  /// By instrument: the most that one sale at the market may be. Absent or zero: any.
  std::vector<core::Quantity> largest_sales = {};
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
  /// Whether such an order is kept here: a sale that waits for a price, and whatever has a group.
  static bool IsExit(const core::OrderTerms& terms);
  /// Takes the exit, which is in no store yet; or why its group cannot have it. `last`: the price.
  std::optional<core::Refusal> Keep(const core::Order& exit, core::Price last, base::UnixNanos now);
  /// The exit is no longer wanted: its end is reported when nothing works for it any more.
  void Cancel(core::OrderId exit, core::OrderEnd why);
  /// After a restart, with the account as its journal tells it.
  void Restore(core::InstrumentId instrument, core::Price last, base::UnixNanos now);

  /// Whether the order is a leg: it stands in the store, and is nobody's but the keeper's.
  bool IsLeg(core::OrderId id) const;
  /// The exit that a leg works for; absent of one that ends the position at the market.
  std::optional<core::OrderId> ExitOf(core::OrderId leg) const;

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

  /// When Advance is to be called without an input; kEndOfTime: not.
  base::UnixNanos next_time() const;
  size_t groups() const { return groups_.size(); }
  /// Time since the start at which something was held whose stop was not at the venue, all groups
  /// together.
  base::Duration unprotected() const;

 private:
  struct Exit {
    core::OrderId order;
    execution::LegRole role;
    std::optional<core::OrderEnd> ending;  // a cancel was asked for
  };
  struct Group {
    core::StrategyId strategy;
    core::InstrumentId instrument;
    std::vector<Exit> exits;  // at most one of each role
    double trail_fraction = 0;
    core::Price best;  // of a trail
    execution::Bracket bracket;
    std::map<uint32_t, core::OrderId> legs;  // by number; those that have not ended

    bool Wants(execution::LegRole role) const;
  };

  const core::Order& OrderOf(core::OrderId id) const { return account_.orders.at(id).order; }
  execution::BracketTerms TermsOf(const core::Order& exit) const;
  std::optional<core::Refusal> Begin(const core::Order& exit, core::Price last,
                                     base::UnixNanos now);
  void Add(Group& group, const core::Order& exit, base::UnixNanos now);
  core::Price PriceOf(const core::Order& exit, core::Price best) const;
  std::optional<core::Price> Ahead(const Group& group, core::Price price) const;
  void Follow(Group& group, core::Price price, base::UnixNanos now);
  void Withdraw(Group& group, base::UnixNanos now);
  void Clamp(Group& group, base::UnixNanos now);
  void EndExits(Group& group, base::UnixNanos now);
  ExitStep StepOf(uint32_t id, const Group& group, const execution::BracketCommand& command) const;
  void RestoreLegs(uint32_t id, Group& group, base::UnixNanos now);

  const Account& account_;
  ExitKeeperOptions options_;
  std::map<uint32_t, Group> groups_;
  std::map<core::OrderId, uint32_t> group_of_;  // of exits and legs that have not ended
  std::vector<core::Report> reports_;
  base::Duration unprotected_;  // of groups that have ended
};

}  // namespace keel::engine
