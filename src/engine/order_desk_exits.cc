// SPDX-License-Identifier: MIT
// The desk and the exits that it keeps: the same gate and factory as for every other order, and
// then the keeper in place of the venue.
#include "engine/order_desk.h"

namespace keel::engine {

using core::OrderId;
using core::Quantity;

// What one keeps is entered beside what works for it: of a group the larger of the two counts.
OrderDesk::Child OrderDesk::KeepExit(const core::Intent& intent, const core::Order& order,
                                     base::UnixNanos now) {
  core::SubmitOrder kept{order, now, {}, false};
  core::OrderTerms& terms = kept.order.terms;
  if (terms.oco_group == 0) terms.oco_group = NewOcoGroup();
  if (auto refusal = exits_->Keep(kept.order, LastPrice(terms.instrument), now)) {
    Refuse(intent, {*refusal}, now);
    return {};
  }
  EnterKept(kept);
  audit_.OnKept(kept);
  return {order.id};
}

void OrderDesk::EnterKept(const core::SubmitOrder& kept) {
  const core::OrderTerms& terms = kept.order.terms;
  account_.orders.Add(kept.order, /*is_kept=*/true);
  account_.working.Add({kept.order.id, kept.order.strategy, terms.instrument, terms.side,
                        terms.quantity, kept.reserved_per_unit, terms.oco_group});
  watch_.OnOrderChanged();
}

void OrderDesk::RecallKept(const core::SubmitOrder& kept) {
  EnterKept(kept);
  last_oco_group_ = std::max(last_oco_group_, kept.order.terms.oco_group);
}

void OrderDesk::RestoreExits(base::UnixNanos now) {
  if (!exits_) return;
  for (const core::Instrument& pair : account_.ledger.universe().instruments()) {
    if (board_.has_price(pair.id)) exits_->Restore(pair.id, LastPrice(pair.id), now);
  }
}

void OrderDesk::OnExitPrice(core::InstrumentId instrument, core::Price price, base::UnixNanos now) {
  if (exits_ && !warming_) exits_->OnPrice(instrument, price, now);
}

void OrderDesk::AdvanceExits(base::UnixNanos now) {
  if (!exits_ || warming_) return;
  for (const ExitStep& step : exits_->Advance(now)) {
    if (step.cancels) {
      AskToCancel(step.leg_order, core::OrderEnd::kCanceledByOco, now);
    } else {
      SendLeg(step, now);
    }
  }
}

void OrderDesk::SendLeg(const ExitStep& step, base::UnixNanos now) {
  const core::Order& exit = account_.orders.at(step.kept_for).order;
  core::Intent intent;
  intent.strategy = exit.strategy;
  intent.terms = step.terms;
  intent.reason = exit.reason;
  intent.decided_at = now;
  intent.reference_price = board_.last_close(step.terms.instrument);
  intent.id = NewIntentId();
  intent.decision = exit.decision;
  const Child leg = SendChild(intent, step.terms.quantity, Part::kLeg, now, false);
  if (leg.order) {
    exits_->OnSent(step, *leg.order);
  } else {
    exits_->OnRefused(step, now);
  }
}

/// What a leg has sold is not to be sold by its exits any more.
void OrderDesk::ReduceExits(const core::Order& leg, Quantity sold) {
  for (const auto& entry : account_.working.entries()) {
    if (entry.oco_group != leg.terms.oco_group || entry.id == leg.id) continue;
    if (!account_.orders.at(entry.id).is_kept) continue;
    account_.working.Reduce(entry.id, std::min(entry.open, sold));
  }
}

}  // namespace keel::engine
