// SPDX-License-Identifier: MIT
// Two strategies of one account that want opposite things of one pair need no venue: what one
// sells the other buys, at the last price and without cost. Only the rest goes out.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "engine/audit.h"
#include "engine/order_desk.h"
#include "engine/run_record.h"

namespace keel::engine {

/// One who may have a wish: a strategy instance that pursues a target.
class CrossingParty {
 public:
  virtual ~CrossingParty() = default;
  virtual core::StrategyId strategy() const = 0;
  virtual std::string_view ReasonFor(core::InstrumentId id) const = 0;
  /// What it would send now: positive to buy, negative to sell, zero where it waits for something.
  /// It never sells more than it holds, nor what its working orders have promised.
  virtual core::Decimal Missing(core::InstrumentId id) const = 0;
  /// Sends what is still missing.
  virtual void GoOn(core::InstrumentId id) = 0;
};

/// The wishes of one instant: of all bars that close together, or of one report. Parties meet in
/// the order in which they wished.
class Crossing {
 public:
  /// All references must outlive this; crossings are added to `record`.
  Crossing(OrderDesk& desk, AuditSink& audit, RunRecord& record)
      : desk_(desk), audit_(audit), record_(record) {}

  /// Lets a wish wait for the end of the instant; false while that end is being dealt with.
  bool Defer(CrossingParty& party, core::InstrumentId id);
  bool has_wishes() const { return !wishes_.empty(); }
  /// The end of the instant: crosses, tells `on_fill` of every internal fill, and lets all go on.
  void Settle(base::UnixNanos now, const std::function<void(const core::Fill&)>& on_fill);

 private:
  struct Wish {
    CrossingParty* party;
    core::InstrumentId instrument;
  };

  bool MayCross(core::InstrumentId id) const;
  void CrossPair(core::InstrumentId id, const std::vector<Wish>& wishes, base::UnixNanos now);
  void Exchange(const Wish& sale, const Wish& purchase, core::Quantity quantity,
                base::UnixNanos now);
  void Book(const Wish& wish, core::Side side, core::Quantity quantity, base::UnixNanos now);

  OrderDesk& desk_;
  AuditSink& audit_;
  RunRecord& record_;
  std::vector<Wish> wishes_;
  std::vector<core::Fill> fills_;
  bool settling_ = false;
};

}  // namespace keel::engine
