// SPDX-License-Identifier: MIT
// The large orders that an algorithm works (parents): which child order is whose, what the market
// traded meanwhile, and what it all cost in the end. The desk sends; this remembers. Everything in
// it is made of the desk's inputs and of what the audit stream told, so a restart makes it again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "engine/parent_plan.h"
#include "engine/run_record.h"
#include "engine/settings.h"
#include "execution/parent_execution.h"
#include "market/board.h"

namespace keel::engine {

/// A parent began: all that a restart needs.
struct ParentStarted {
  uint64_t id = 0;  ///< from 1
  core::Intent intent;
  bool continues = false;  ///< a further part of an entry that is counted already
  execution::SavedParent work;
  base::UnixNanos time;
};
/// An order was sent for it.
struct ParentChild {
  uint64_t parent = 0;
  uint32_t child = 0;
  core::OrderId order;
  base::UnixNanos time;
};
/// It is over, with what it cost.
struct ParentEnded : ParentRun {
  bool in_vain = false;  ///< its time passed and nothing was sent for it
};
/// One that is at work, for people.
struct RunningParent {
  uint64_t id = 0;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Side side{};
  std::string algorithm;
  std::string_view reason;
  core::Quantity quantity, filled, working, left;
  core::Price arrival_price;                 ///< when it could first be worked
  std::optional<core::Price> average_price;  ///< of what is filled
  base::UnixNanos started, ends;
  base::UnixNanos next;             ///< when it looks at the market again, if nothing comes before
  execution::WaitsFor waits_for{};  ///< why no (further) order is sent for it now
};

/// The best prices of a pair as they were told, both above 0 and apart.
struct BestQuote {
  core::Price bid, ask;
  base::UnixNanos told;

  core::Price Mid() const;
};
/// A bar of a pair that closed.
struct ClosedBar {
  core::InstrumentId instrument;
  const core::Bar& bar;
  base::Duration period;
  core::Quantity lot;
};
/// A fill, with its fee in the quote currency and what stands for the market where its best prices
/// are not known: the last close as its order was made, and half the spread as a fraction.
struct OwnFill {
  const core::Fill& fill;
  core::Decimal fee;
  double reference = 0;
  double half_spread = 0;
  base::Duration period;  ///< of the pair's bars
};

/// What a child is to be: the desk answers each with Sent or Unsent.
struct ParentWish {
  uint64_t parent = 0;
  execution::ChildWish child;
};

class ParentBook {
 public:
  struct Parent {
    ParentStarted start;
    execution::ParentExecution work;
    base::UnixNanos next;
    std::map<uint32_t, core::OrderId> children;  // that have not ended
    uint32_t sent = 0;
    execution::CostSubject market;
    std::vector<execution::CostFill> fills;
    bool stopped = false;
    std::optional<BestQuote> best;                           // while it is told
    std::map<uint32_t, std::optional<BestQuote>> best_then;  // as each child was sent
    core::Quantity measured;                                 // filled at best prices that were told
    bool arrival_measured = false;
    // Of one that posts.
    core::Price post;                                      // where the next child rests
    base::UnixNanos quiet_until = base::kBeginningOfTime;  // nothing is posted before
    int refusals = 0;                                      // one after the other
  };

  explicit ParentBook(const ExecutionSettings& settings) : settings_(settings) {}

  /// From now on as sessions did before revision 3: without best prices and past volumes.
  void WorkAsBefore() { as_before_ = true; }
  bool works_as_before() const { return as_before_; }
  bool enabled() const { return !settings_.algorithm.empty(); }
  double min_value() const { return settings_.min_value; }
  bool empty() const { return parents_.empty(); }
  bool Has(core::StrategyId strategy, core::InstrumentId instrument) const;
  /// Whether bars are news though nothing is worked: for the share of their volume that may be
  /// taken once something is.
  bool hears_volumes() const { return !parents_.empty() || keeps_volumes(); }

  /// What working that much would be; nothing where it cannot be worked (the reason is the error).
  /// `why_flat` learns why vwap takes the day to be flat, where it does.
  base::Result<ParentStarted> Plan(const core::Intent& intent, core::Quantity quantity,
                                   const ParentMarket& market, base::UnixNanos now,
                                   std::string* why_flat = nullptr) const;
  void Begin(const ParentStarted& start);
  /// Those that are not stopped and whose intent `which` picks.
  template <typename Which>
  std::vector<uint64_t> IdsOf(Which which) const {
    std::vector<uint64_t> ids;
    for (const auto& [id, parent] : parents_) {
      if (!parent.stopped && which(parent.start.intent)) ids.push_back(id);
    }
    return ids;
  }
  /// Its children are to be cancelled, and none follows.
  void Stop(uint64_t id, base::UnixNanos now);
  void OnBar(const ClosedBar& closed, base::UnixNanos now);
  /// The venue's filters from now on.
  void SetFilters(core::InstrumentId instrument, const core::InstrumentFilters& filters,
                  base::UnixNanos now);
  /// A fill of the account, of a child or not.
  void OnFill(const OwnFill& own, base::UnixNanos now);
  /// A child is over; other orders are left out. `refused_at`: it would have taken liquidity at
  /// that price, which it may not.
  void OnEnd(core::OrderId order, std::optional<core::Price> refused_at, base::UnixNanos now);

  // ---- The best prices of the venue. What is told here is an input like any other.
  /// Whether they are to be told: a parent in the pair has none yet, or they have changed and the
  /// last ones were told a pace ago; at a close of the pair's bar always.
  bool IsQuoteNews(core::InstrumentId instrument, const BestQuote& quote) const;
  /// Whether a parent that posts has no price to post at.
  bool LacksQuote(core::InstrumentId instrument) const;
  void OnQuote(core::InstrumentId instrument, const BestQuote& quote);
  /// The program began anew: prices of before are none.
  void ForgetQuotes(base::UnixNanos now);

  bool IsChild(core::OrderId order) const { return owner_.contains(order); }
  /// The parent that runs and whose child the order is, of those that have not ended.
  std::optional<uint64_t> RunningOwnerOf(core::OrderId order) const;
  /// How many are not stopped.
  size_t running() const;
  /// All that are not over.
  std::vector<RunningParent> List() const;
  const Parent& at(uint64_t id) const { return parents_.at(id); }
  base::UnixNanos next_time() const;
  /// What each wants at `now`; children to be cancelled are appended to `cancels`.
  std::vector<ParentWish> Advance(base::UnixNanos now, std::vector<core::OrderId>* cancels);
  void Sent(const ParentWish& wish, core::OrderId order);
  void Unsent(const ParentWish& wish);
  /// Of a past: it was over.
  void RecallEnd(uint64_t id) { parents_.erase(id); }
  /// Of a past: the order was the child of that number.
  base::Status Recall(const ParentChild& child, core::Quantity quantity, bool posted);
  /// Those that are over, taken out.
  std::vector<ParentEnded> TakeEnded(market::Board& board, const core::Universe& universe,
                                     base::UnixNanos now);

 private:
  bool keeps_volumes() const { return enabled() && settings_.max_participation && !as_before_; }
  execution::VolumeWindow& VolumesOf(core::InstrumentId instrument, base::Duration period);
  std::optional<BestQuote> FreshQuote(core::InstrumentId instrument, base::UnixNanos now) const;
  static void SetFirstQuote(const std::optional<BestQuote>& best, execution::SavedParent* work);
  void OnClose(Parent& parent, double close, base::UnixNanos now) const;
  static void StepAway(Parent& parent, core::Price refused_at, base::UnixNanos now);
  void ShowQuote(Parent& parent, base::UnixNanos now) const;
  Parent* OwnerOf(core::OrderId order, uint32_t* child);

  ExecutionSettings settings_;
  bool as_before_ = false;
  std::map<uint64_t, Parent> parents_;
  std::map<core::OrderId, std::pair<uint64_t, uint32_t>> owner_;
  std::map<core::InstrumentId, BestQuote> quotes_;  // the last that were told
  /// What the market and the account traded lately, where a share of it is a limit.
  std::map<core::InstrumentId, execution::VolumeWindow> volumes_;
  uint64_t last_ = 0;
};

}  // namespace keel::engine
