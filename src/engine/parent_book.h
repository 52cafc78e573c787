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
struct ParentEnded : ParentRun {};

/// The pair of an order that is to be worked, and what it costs to trade there.
struct ParentMarket {
  const core::Instrument& pair;
  market::Board& board;
  double half_spread = 0;
  double impact_k = 0;
  double quote_rate = 1;  ///< account currency for one unit of the quote
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
  };

  explicit ParentBook(const ExecutionSettings& settings) : settings_(settings) {}

  /// kUsage where no order could ever be worked so.
  static base::Status Check(const ExecutionSettings& settings);
  bool enabled() const { return !settings_.algorithm.empty(); }
  double min_value() const { return settings_.min_value; }
  bool empty() const { return parents_.empty(); }
  bool Has(core::StrategyId strategy, core::InstrumentId instrument) const;

  /// What working that much would be; nothing where it cannot be worked (the reason is the error).
  base::Result<ParentStarted> Plan(const core::Intent& intent, core::Quantity quantity,
                                   const ParentMarket& market, base::UnixNanos now) const;
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
  void OnBar(core::InstrumentId instrument, const core::Bar& bar, core::Quantity lot,
             base::UnixNanos now);
  /// The venue's filters from now on.
  void SetFilters(core::InstrumentId instrument, const core::InstrumentFilters& filters,
                  base::UnixNanos now);
  /// A fill of a child with its fee in the quote currency, or the end of one; other orders are left
  /// out. `half_spread` is a fraction.
  void OnFill(const core::Fill& fill, core::Decimal fee, double reference, double half_spread,
              base::UnixNanos now);
  void OnEnd(core::OrderId order, base::UnixNanos now);

  bool IsChild(core::OrderId order) const { return owner_.contains(order); }
  /// The parent that runs and whose child the order is, of those that have not ended.
  std::optional<uint64_t> RunningOwnerOf(core::OrderId order) const;
  /// Those that are not stopped.
  size_t running() const;
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
  Parent* OwnerOf(core::OrderId order, uint32_t* child);

  ExecutionSettings settings_;
  std::map<uint64_t, Parent> parents_;
  std::map<core::OrderId, std::pair<uint64_t, uint32_t>> owner_;
  uint64_t last_ = 0;
};

}  // namespace keel::engine
