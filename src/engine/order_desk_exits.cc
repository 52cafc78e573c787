// SPDX-License-Identifier: MIT
// The desk and the exits that it keeps: the same gate and factory as for every other order, and
// then the keeper in place of the venue.
#include "engine/order_desk.h"
#include "risk/bracket_check.h"

namespace keel::engine {

using core::OrderId;
using core::Quantity;

/// The venue does not take it now, and it cannot be watched here.
core::Refusal OrderDesk::RefusalOfStopEntry(const core::OrderTerms& terms) {
  return {"stop_entry", terms.quantity.ToDouble(), 0, {}};
}

// What one keeps is entered beside what works for it: of a group the larger of the two counts.
OrderDesk::Child OrderDesk::KeepExit(const core::Intent& intent, const core::Order& order,
                                     base::UnixNanos now) {
  core::SubmitOrder kept{order, now, Reserve(order.terms), false};
  core::OrderTerms& terms = kept.order.terms;
  if (terms.oco_group == 0 && !ExitKeeper::CanBeKept(terms)) {
    Refuse(intent, {RefusalOfStopEntry(terms)}, now);
    return {};
  }
  if (terms.oco_group == 0) terms.oco_group = NewOcoGroup();
  if (auto refusal = exits_->Keep(kept.order, LastPrice(terms.instrument), now)) {
    Refuse(intent, {*refusal}, now);
    return {};
  }
  EnterExit(kept, /*is_kept=*/true);
  audit_.OnKept(kept);
  return {order.id};
}

/// One that waits for the entry of its bracket counts as what that has bought: nothing yet.
void OrderDesk::EnterExit(const core::SubmitOrder& exit, bool is_kept) {
  const core::OrderTerms& terms = exit.order.terms;
  const Quantity open = brackets_.contains(terms.oco_group) ? Quantity() : terms.quantity;
  account_.orders.Add(exit.order, is_kept);
  account_.working.Add({exit.order.id, exit.order.strategy, terms.instrument, terms.side, open,
                        exit.reserved_per_unit, terms.oco_group});
  watch_.OnOrderChanged();
}

void OrderDesk::RecallKept(const core::SubmitOrder& kept) {
  EnterExit(kept, /*is_kept=*/true);
  const uint32_t group = kept.order.terms.oco_group;
  if (!brackets_.contains(group)) kept_groups_.insert(group);
  last_oco_group_ = std::max(last_oco_group_, group);
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
  for (const ExitKeeper::Watched& watched : exits_->TakeWatched()) {
    audit_.OnAlert(
        {"stop_watched_here", watched.held.ToDouble(), static_cast<double>(watched.most), now});
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
  const bool buys = step.terms.side == core::Side::kBuy;
  if (buys && step.terms.type == core::OrderType::kMarket) {
    // Its stop was reached since the last bar: a protection from that bar's close would be below.
    const core::Price last = LastPrice(step.terms.instrument);
    intent.reference_price = risk::EntryPrice(exit.terms, last).ToDouble();
  }
  intent.id = NewIntentId();
  intent.decision = exit.decision;
  const Part part = buys && step.leg == 1 ? Part::kEntryLeg : Part::kLeg;
  const Child leg = SendChild(intent, step.terms.quantity, part, now, false);
  if (leg.order) {
    exits_->OnSent(step, *leg.order);
  } else {
    exits_->OnRefused(step, now);
  }
}

/// What a leg has traded is not to be traded by those that it works for; what the entry of a
/// bracket has bought is its exits'.
void OrderDesk::FollowGroup(const core::Order& order, const core::Fill& fill) {
  const uint32_t group = order.terms.oco_group;
  const bool is_entry = order.terms.side == core::Side::kBuy && brackets_.contains(group);
  if (!is_entry && !IsLeg(order.id)) return;
  const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
  const Quantity bought = fill.quantity - ExitKeeper::BaseFee(pair, fill);
  for (const auto& entry : account_.working.entries()) {
    if (entry.oco_group != group || entry.id == order.id) continue;
    if (is_entry) {
      account_.working.Grow(entry.id, bought);
    } else if (account_.orders.at(entry.id).is_kept) {
      account_.working.Reduce(entry.id, std::min(entry.open, fill.quantity));
    }
  }
  if (is_entry && exits_) exits_->OnBooked(fill);
}

}  // namespace keel::engine
