// SPDX-License-Identifier: MIT
// The desk and brackets: an entry with its exits is one wish, which the gate lets pass whole or not
// at all. Where the desk keeps exits the entry alone is sent; else the venue keeps them.
#include "base/check.h"
#include "engine/order_desk.h"
#include "risk/bracket_check.h"

namespace keel::engine {
namespace {

using core::OrderTerms;
using core::OrderType;
using core::Quantity;

/// The exits as orders, without quantity and group. More than a stop and a target is for the gate
/// to refuse.
std::vector<OrderTerms> TermsOf(const strategy::BracketExits& exits, core::InstrumentId pair) {
  std::vector<OrderTerms> all;
  OrderTerms terms;
  terms.instrument = pair;
  terms.side = core::Side::kSell;
  const auto add = [&](OrderType type, core::Price price, double trail) {
    terms.type = type;
    terms.stop_price = price;
    terms.trail_fraction = trail;
    all.push_back(terms);
  };
  if (!exits.stop.is_zero()) add(OrderType::kStop, exits.stop, 0);
  if (exits.trail_fraction != 0) add(OrderType::kTrailingStop, {}, exits.trail_fraction);
  if (!exits.target.is_zero()) add(OrderType::kTakeProfit, exits.target, 0);
  return all;
}

/// Where the entry will be given up, if that is known: limits its loss.
std::optional<core::Price> PlannedStop(const strategy::BracketExits& exits, core::Price bought,
                                       core::Price tick) {
  if (exits.stop.is_positive()) return exits.stop;
  if (!(exits.trail_fraction > 0 && exits.trail_fraction < 1)) return std::nullopt;
  const double stop = bought.ToDouble() * (1 - exits.trail_fraction);
  const core::Price planned = core::Price::FromDouble(stop, tick, core::Rounding::kFloor);
  return planned.is_positive() ? std::optional(planned) : std::nullopt;
}

}  // namespace

std::optional<strategy::BracketOrders> OrderDesk::SubmitBracket(const core::Intent& intent,
                                                                const strategy::BracketExits& exits,
                                                                base::UnixNanos now) {
  CHECK(!intent.terms.quantity.is_negative(), "an order for less than nothing");
  if (warming_) return std::nullopt;
  const core::Instrument& pair = account_.ledger.universe().at(intent.terms.instrument);
  const core::Price last = board_.has_price(pair.id) ? LastPrice(pair.id) : core::Price();
  const std::vector<OrderTerms> wanted = TermsOf(exits, pair.id);
  if (auto refusal = risk::CheckBracket(intent.terms, wanted, last)) {
    Refuse(intent, {*refusal}, now);
    return std::nullopt;
  }
  if (exits_ && exits_->Keeps(intent.terms)) {
    Refuse(intent, {RefusalOfStopEntry(intent.terms)}, now);
    return std::nullopt;
  }
  core::Intent entry = intent;
  const core::Price bought = risk::EntryPrice(entry.terms, last);
  if (!entry.terms.planned_stop) entry.terms.planned_stop = PlannedStop(exits, bought, pair.tick);
  const Quantity approved = Admit(entry, now).approved;
  if (approved.is_zero()) return std::nullopt;
  entry.terms.oco_group = NewOcoGroup();
  const std::optional<Bracket> bracket = MakeBracket(entry, wanted, approved, now);
  if (!bracket || !SendBracket(*bracket, entry, now)) return std::nullopt;
  watch_.OnPassed(intent, now);
  strategy::BracketOrders orders{bracket->entry.id, std::nullopt, std::nullopt};
  for (const core::Order& exit : bracket->exits) {
    (exit.terms.type == OrderType::kTakeProfit ? orders.target : orders.stop) = exit.id;
  }
  return orders;
}

std::optional<OrderDesk::Bracket> OrderDesk::MakeBracket(const core::Intent& intent,
                                                         std::span<const OrderTerms> exits,
                                                         Quantity quantity, base::UnixNanos now) {
  core::OrderId id = account_.orders.next_id();
  core::Refusal refusal;
  const auto entry = factory_.Make(intent, quantity, id, now, &refusal);
  if (!entry) {
    Refuse(intent, {refusal}, now);
    return std::nullopt;
  }
  Bracket bracket{*entry, {}};
  core::Intent exit = intent;
  exit.reference_price =
      risk::EntryPrice(entry->terms, LastPrice(intent.terms.instrument)).ToDouble();
  for (const OrderTerms& terms : exits) {
    exit.terms = terms;
    exit.terms.oco_group = intent.terms.oco_group;
    exit.reason = terms.type == OrderType::kTakeProfit ? "target" : "stop";
    ++id.value;
    const auto made = factory_.Make(exit, entry->terms.quantity, id, now, &refusal);
    if (!made) {
      Refuse(intent, {refusal}, now);
      return std::nullopt;
    }
    bracket.exits.push_back(*made);
  }
  // On a coarse grid what was apart may have come together.
  OrderTerms bought = entry->terms;
  bought.oco_group = 0;
  std::vector<OrderTerms> rounded;
  for (const core::Order& made : bracket.exits) rounded.push_back(made.terms);
  const core::Price last = LastPrice(intent.terms.instrument);
  if (const auto apart = risk::CheckBracket(bought, rounded, last)) {
    Refuse(intent, {*apart}, now);
    return std::nullopt;
  }
  return bracket;
}

/// All three, or none.
bool OrderDesk::SendBracket(const Bracket& bracket, const core::Intent& intent,
                            base::UnixNanos now) {
  const core::Order& entry = bracket.entry;
  const risk::MarketView market = MarketNow(entry.terms.instrument, now);
  std::vector<core::Refusal> refusals;
  std::vector<core::RiskAlert> alerts;
  const auto approve = [&](const core::Order& order, Quantity brought) {
    auto approval = options_.gate.Approve(order, false, market, AccountNow(now), brought);
    refusals.insert(refusals.end(), approval.refusals.begin(), approval.refusals.end());
    alerts.insert(alerts.end(), approval.alerts.begin(), approval.alerts.end());
    return approval.order;
  };
  std::vector<risk::ApprovedOrder> exits;
  for (const core::Order& exit : bracket.exits) {
    if (const auto approved = approve(exit, entry.terms.quantity)) exits.push_back(*approved);
  }
  const auto approved = refusals.empty() ? approve(entry, {}) : std::nullopt;
  if (!approved) {
    Refuse(intent, std::move(refusals), now);
    return false;
  }
  for (const core::RiskAlert& alert : alerts) audit_.OnAlert(alert);
  brackets_.insert(entry.terms.oco_group);
  const core::SubmitOrder sent{entry, now, Reserve(entry.terms), true};
  Enter(sent);
  audit_.OnSubmit(sent);
  if (exits_) exits_->Expect(entry);
  for (const core::Order& exit : bracket.exits) {
    const core::SubmitOrder waits{exit, now, {}, false};
    if (exits_) exits_->KeepForEntry(exit, now);
    EnterExit(waits, exits_.has_value());
    exits_ ? audit_.OnKept(waits) : audit_.OnSubmit(waits);
  }
  if (exits_) {
    venue_.Submit(*approved, now);
  } else {
    venue_.SubmitBracket(*approved, exits, now);
  }
  watch_.TellEvents();
  return true;
}

/// A bracket is one wish: nobody wants its entry without an exit.
void OrderDesk::CancelEntryOf(core::OrderId exit, core::OrderEnd why, base::UnixNanos now) {
  const OrderTerms terms = account_.orders.at(exit).order.terms;
  if (terms.side == core::Side::kBuy) return;
  std::optional<core::OrderId> entry;
  for (const auto& working : account_.working.entries()) {
    if (working.oco_group != terms.oco_group || IsLeg(working.id)) continue;
    const bool ends = account_.orders.at(working.id).state == execution::OrderState::kPendingCancel;
    if (working.side == core::Side::kBuy) {
      entry = working.id;
    } else if (!ends) {
      return;
    }
  }
  if (entry) AskToCancel(*entry, why, now);
}

}  // namespace keel::engine
