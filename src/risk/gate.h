// SPDX-License-Identifier: MIT
// The gate is passed twice: the intent before it is cut into orders (it may shrink), and every
// order after rounding, before it is journalled and sent (it passes or it does not).
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "risk/approved_order.h"
#include "risk/check.h"
#include "risk/saved_state.h"

namespace keel::risk {

/// What the gate says of an intent: the quantity that may go ahead (zero: refused) and every rule
/// that stood against the quantity that was asked for.
struct Verdict {
  core::Quantity approved;
  std::vector<core::Refusal> refusals;

  /// Whether more may not go ahead later either, as long as nothing else is sold.
  bool IsCapped() const;
};

/// What the gate says of an order: it passes, perhaps above a limit that only alerts, or not.
struct Approval {
  std::optional<ApprovedOrder> order;
  std::vector<core::Refusal> refusals;
  std::vector<core::RiskAlert> alerts;

  /// Whether it would pass as it is a little later, when the venue takes more orders.
  bool IsThrottledOnly() const {
    return refusals.size() == 1 && refusals[0].rule == "message_throttle";
  }
};

/// What the gate says of an order that is to be for less.
struct AmendApproval {
  std::optional<ApprovedAmend> amend;
  std::vector<core::Refusal> refusals;
};

class Gate {
 public:
  Gate(const Limits& limits, const core::Universe& universe, size_t strategies);

  /// Both calls refuse an order that cannot be computed with (a quantity or price that is missing,
  /// negative or beyond any market) as "order_terms", before any other rule is asked.
  ///
  /// Passes, shrinks to the smallest head-room, or refuses with every rule that failed.
  Verdict CheckIntent(const core::Intent& intent, const MarketView& market,
                      const AccountView& account, Leaving leaving = Leaving::kInParts) const;
  /// `is_slice` marks a later child of an entry that has begun. Remembers the time of an entry.
  /// `brought`: of an exit, what the entry of its bracket is to buy before it.
  Approval Approve(const core::Order& order, bool is_slice, const MarketView& market,
                   const AccountView& account, core::Quantity brought = {});

  /// A working order is to be for `quantity` in all. That lowers what it may still cost or deliver,
  /// so no limit on what is held, promised or entered stands against it; it is a message like any
  /// other, and counts as one of a risk that is not lowered, since a cancel is never held back.
  /// "amend_change" for a quantity that is not less.
  AmendApproval ApproveReduction(const core::Order& working, core::Quantity quantity,
                                 const MarketView& market, const AccountView& account) const;
  /// What would refuse `order` in the place of a working one, as a part of the same entry:
  /// `account` must no longer count that one. Nothing is remembered.
  std::vector<core::Refusal> CheckReplacement(const core::Order& order, const MarketView& market,
                                              const AccountView& account) const;

  /// The largest buy of the pair that would pass now at the last price.
  core::Quantity HeadRoom(core::StrategyId strategy, core::InstrumentId instrument,
                          const MarketView& market, const AccountView& account) const;
  const ExactLimits& limits() const { return limits_; }
  /// Holds every intent and order from now on to other limits.
  void ChangeLimits(const Limits& limits);

  /// What it remembers, and going on from it as if there had been no restart. Restore requires the
  /// universe and the number of strategies of Save.
  SavedGate Save() const;
  void Restore(const SavedGate& saved);
  size_t strategies() const { return instruments_ == 0 ? 0 : last_entry_.size() / instruments_; }

  /// Whether the terms sell what the strategy holds: then balance-sheet limits do not apply.
  static bool ReducesRisk(const core::OrderTerms& terms) {
    return terms.side == core::Side::kSell;  // spot: a sell is covered by the balance check
  }
  /// The worst price that a buy may get, in quote currency, and the same with its fee.
  core::Decimal WorstPrice(const core::OrderTerms& terms, core::Price reference) const;
  core::Decimal WorstUnitCost(const core::OrderTerms& terms, core::Price reference,
                              core::Decimal fee_rate) const;

 private:
  /// A row of AllChecks that applies, and the day on which it last told its alert.
  struct ActiveAlert {
    const CheckRow* row;
    int64_t told_on_day = INT64_MIN;
  };
  static std::vector<core::Refusal> RunChecks(const CheckInput& input,
                                              const std::vector<const CheckRow*>& rows);
  std::vector<core::RiskAlert> RunAlerts(const CheckInput& input);
  CheckInput MakeInput(const core::OrderTerms& terms, core::StrategyId strategy,
                       const MarketView& market, const AccountView& account) const;

  ExactLimits limits_;
  std::vector<const CheckRow*> intent_checks_, order_checks_, message_checks_;
  std::vector<ActiveAlert> alerts_;
  size_t instruments_;
  std::vector<std::optional<base::UnixNanos>> last_entry_;  // strategy x instrument
};

}  // namespace keel::risk
