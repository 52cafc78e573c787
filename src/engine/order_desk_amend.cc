// SPDX-License-Identifier: MIT
// The desk and orders that change while they work. Less of the same is asked of the venue, where
// the order keeps its place in the queue. Anything else is another order: the old one is cancelled,
// and when the venue has confirmed that with what was filled, the rest goes the way of every order.
// Never are both out at once, so nothing is bought twice.
#include <algorithm>

#include "base/check.h"
#include "engine/order_desk.h"

namespace keel::engine {

using core::OrderId;
using core::Quantity;
using execution::OrderState;

namespace {

/// How long what replaces an order waits for the venue to be known: then its price is old.
constexpr base::Duration kReplacePatience = base::Minutes(1);

bool RestsInQueue(const core::OrderTerms& terms) {
  const bool at_once = terms.tif == core::TimeInForce::kIoc || terms.tif == core::TimeInForce::kFok;
  return terms.type != core::OrderType::kMarket && !at_once;
}

bool HasLimit(core::OrderType type) {
  return type == core::OrderType::kLimit || type == core::OrderType::kStopLimit;
}

bool IsMalformed(const risk::Verdict& verdict) {
  return verdict.refusals.size() == 1 && verdict.refusals[0].rule == "order_terms";
}

}  // namespace

AmendVerdict OrderDesk::Amend(OrderId id, const core::OrderChange& change, base::UnixNanos now) {
  if (warming_ || !account_.orders.Contains(id)) return {};
  const execution::OrderEntry& entry = account_.orders.at(id);
  if (entry.is_terminal()) return {};
  const core::Order& working = entry.order;
  core::Intent intent = IntentOf(working, now);
  core::OrderTerms& terms = intent.terms;
  terms.quantity = change.quantity.value_or(working.terms.quantity);
  if (change.limit_price) terms.limit_price = *change.limit_price;
  // What a group holds on to, another of its orders counts with.
  const bool may_change = RestsInQueue(working.terms) && working.terms.oco_group == 0 &&
                          !entry.is_kept && !IsLeg(id) && !parents_.IsChild(id);
  if (!may_change) return RefuseAmend(intent, {{"amend_kind", 0, 0, {}}}, now);
  const bool rests =
      entry.state == OrderState::kWorking || entry.state == OrderState::kPartiallyFilled;
  if (!rests) return RefuseAmend(intent, {{"amend_state", 0, 0, {}}}, now);
  const bool has_price = !change.limit_price || HasLimit(terms.type);
  if (!has_price || terms.quantity <= entry.filled) {
    return RefuseAmend(
        intent, {{"amend_change", terms.quantity.ToDouble(), entry.filled.ToDouble(), {}}}, now);
  }
  // What cannot be computed with is refused before any other rule is asked, and before rounding.
  risk::Verdict sound =
      options_.gate.CheckIntent(intent, MarketNow(terms.instrument, now), AccountNow(now));
  if (IsMalformed(sound)) return RefuseAmend(intent, std::move(sound.refusals), now);
  core::Refusal refusal;
  const std::optional<core::Order> made = factory_.Make(intent, terms.quantity, id, now, &refusal);
  if (!made) return RefuseAmend(intent, {refusal}, now);
  const bool replaces = made->terms.limit_price != working.terms.limit_price ||
                        made->terms.quantity > working.terms.quantity;
  return replaces ? Replace(intent, *made, now) : Reduce(intent, made->terms.quantity, id, now);
}

core::Intent OrderDesk::IntentOf(const core::Order& working, base::UnixNanos now) const {
  core::Intent intent;
  intent.strategy = working.strategy;
  intent.terms = working.terms;
  intent.reason = working.reason;
  intent.decided_at = now;
  intent.reference_price = board_.last_close(working.terms.instrument);
  intent.decision = working.decision;
  return intent;
}

AmendVerdict OrderDesk::RefuseAmend(const core::Intent& intent, std::vector<core::Refusal> refusals,
                                    base::UnixNanos now) {
  Refuse(intent, refusals, now);
  return {false, std::move(refusals)};
}

// ---- Less of the same.

AmendVerdict OrderDesk::Reduce(const core::Intent& intent, Quantity quantity, OrderId id,
                               base::UnixNanos now) {
  const core::InstrumentId pair = intent.terms.instrument;
  risk::AmendApproval approval = options_.gate.ApproveReduction(
      account_.orders.at(id).order, quantity, MarketNow(pair, now), AccountNow(now));
  if (!approval.amend) return RefuseAmend(intent, std::move(approval.refusals), now);
  const core::AmendOrder asked{id, quantity, intent.terms.limit_price, false, now};
  EnterAmend(asked);
  audit_.OnAmend(asked);
  venue_.Amend(*approval.amend, now);
  watch_.TellEvents();
  return {true, {}};
}

/// Until it is answered the order counts as what it was: that is the more.
void OrderDesk::EnterAmend(const core::AmendOrder& asked) {
  account_.orders.at(asked.order).amend = execution::AskedAmend{asked};
  if (asked.replaces) {
    replacing_.push_back(asked.order);
    return;
  }
  account_.orders.Apply(asked.order, execution::OrderSignal::kAmendRequest);
  watch_.OnOrder(account_.orders.at(asked.order).order, /*begins_entry=*/false, asked.time);
}

void OrderDesk::BookAmend(const core::OrderAmended& amended) {
  execution::OrderEntry& entry = account_.orders.at(amended.order);
  CHECK(amended.quantity >= entry.filled, "an order amended to less than has filled");
  const Quantity less = entry.order.terms.quantity - amended.quantity;
  CHECK(!less.is_negative(), "an order amended to more");
  if (entry.amend) entry.amend->open = false;
  entry.order.terms.quantity = amended.quantity;
  account_.orders.Apply(amended.order, execution::AmendSettled(entry.filled.is_positive()));
  account_.working.Reduce(amended.order, less);
  watch_.OnOrderChanged();
  if (!entry.open().is_zero()) return;
  account_.orders.Apply(amended.order, execution::OrderSignal::kLastFill);
  entry.ended_at = amended.time;
  account_.working.Remove(amended.order);
}

void OrderDesk::Recall(const core::AmendOrder& asked) { EnterAmend(asked); }

// ---- Another order in its place.

/// Checked as a new order before the old one is given up, which does not count beside it.
AmendVerdict OrderDesk::Replace(const core::Intent& intent, const core::Order& wanted,
                                base::UnixNanos now) {
  const OrderId id = wanted.id;
  core::Refusal refusal;
  const Quantity rest = wanted.terms.quantity - account_.orders.at(id).filled;
  const std::optional<core::Order> order = factory_.Make(intent, rest, id, now, &refusal);
  if (!order) return RefuseAmend(intent, {refusal}, now);
  const portfolio::WorkingOrders working = account_.working;
  account_.working.Remove(id);
  watch_.OnOrderChanged();
  std::vector<core::Refusal> refusals = options_.gate.CheckReplacement(
      *order, MarketNow(intent.terms.instrument, now), AccountNow(now));
  account_.working = working;
  watch_.OnOrderChanged();
  if (!refusals.empty()) return RefuseAmend(intent, std::move(refusals), now);
  const core::AmendOrder asked{id, wanted.terms.quantity, wanted.terms.limit_price, true, now};
  EnterAmend(asked);
  audit_.OnAmend(asked);
  AskToCancel(id, core::OrderEnd::kReplaced, now);
  return {true, {}};
}

void OrderDesk::AdvanceReplacements(base::UnixNanos now) {
  if (warming_) return;
  for (size_t i = 0; i < replacing_.size();) {
    const OrderId id = replacing_[i];
    const auto by = account_.orders.at(id).is_terminal() ? SendReplacement(id, now) : std::nullopt;
    if (!by) {
      ++i;
      continue;
    }
    EndReplacement({id, *by, now});
  }
}

/// The order that goes on in place of one that has ended, or 0 for none; nothing: later.
std::optional<OrderId> OrderDesk::SendReplacement(OrderId id, base::UnixNanos now) {
  constexpr OrderId kNone{0};
  const execution::OrderEntry& entry = account_.orders.at(id);
  const core::AmendOrder& asked = entry.amend->what;
  const bool asked_for = entry.end == core::OrderEnd::kReplaced;
  if (entry.state != OrderState::kFilled && !asked_for) return kNone;  // it ended otherwise
  const Quantity rest = asked.quantity - entry.filled;
  if (!rest.is_positive() || now > entry.ended_at + kReplacePatience) return kNone;
  if (!watch_.venue_is_known()) return std::nullopt;
  core::Intent intent = IntentOf(entry.order, now);
  intent.terms.quantity = rest;
  intent.terms.limit_price = asked.limit_price;
  const Child sent = SendChild(intent, rest, Part::kLater, now, /*may_wait=*/true);
  if (sent.must_wait) return std::nullopt;
  return sent.order.value_or(kNone);
}

void OrderDesk::EndReplacement(const core::OrderReplaced& replaced) {
  Recall(replaced);
  FollowReplacement(replaced);
  audit_.OnReplaced(replaced);
  replaced_.push_back(replaced);
}

void OrderDesk::Recall(const core::OrderReplaced& replaced) {
  account_.orders.at(replaced.order).amend->open = false;
  std::erase(replacing_, replaced.order);
}

/// Somebody cancels an order that was to be replaced: nothing follows it.
void OrderDesk::DropReplacement(OrderId id, base::UnixNanos now) {
  if (std::find(replacing_.begin(), replacing_.end(), id) == replacing_.end()) return;
  EndReplacement({id, {}, now});
}

}  // namespace keel::engine
