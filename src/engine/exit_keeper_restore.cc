// SPDX-License-Identifier: MIT
// The keeper after a restart: all that it knew is in the orders of the account.
#include <algorithm>

#include "base/check.h"
#include "engine/exit_keeper.h"
#include "engine/internal/leg_roles.h"

namespace keel::engine {
namespace {

using core::OrderEnd;
using core::Price;
using core::Rounding;
using execution::BracketPhase;
using execution::LegRole;
using execution::OrderEntry;

execution::LegState StateOf(execution::OrderState state) {
  switch (state) {
    case execution::OrderState::kPendingNew:
    case execution::OrderState::kUnknown:
      return execution::LegState::kSent;
    case execution::OrderState::kPendingCancel:
      return execution::LegState::kCancelling;
    default:
      return execution::LegState::kLive;
  }
}

bool IsBelowTarget(const execution::SavedBracket& saved, Price stop) {
  return !saved.terms.target || stop < *saved.terms.target;
}

/// Whether the keeper itself took the order away to make room for another of its group.
bool WasTakenAway(const OrderEntry& leg) {
  return leg.state == execution::OrderState::kPendingCancel || leg.end == OrderEnd::kCanceledByOco;
}

}  // namespace

void ExitKeeper::Restore(core::InstrumentId instrument, Price last, base::UnixNanos now) {
  // By steps that are coarser than they were, a stop and a target may have become one price: the
  // later one ends, and who wanted it hears that.
  std::vector<core::OrderId> unfit;
  for (const OrderEntry& entry : account_.orders.entries()) {
    const core::Order& order = entry.order;
    if (!entry.is_kept || entry.is_terminal() || order.terms.instrument != instrument) continue;
    const Price then = Price::FromDouble(
        order.reference_price, account_.ledger.universe().at(instrument).tick, Rounding::kFloor);
    if (Join(order, then, now)) {
      unfit.push_back(order.id);
    } else if (entry.state != execution::OrderState::kPendingNew) {
      reports_.pop_back();
    }
  }
  for (const core::OrderId id : unfit) {
    reports_.push_back(core::OrderCanceled{id, OrderEnd::kAgainstFilters, now});
  }
  for (const OrderEntry& entry : account_.orders.entries()) {
    if (!entry.is_kept || entry.state != execution::OrderState::kPendingCancel) continue;
    Cancel(entry.order.id, OrderEnd::kCanceledByUser);
  }
  for (auto& [id, group] : groups_) {
    if (group.instrument == instrument) RestoreLegs(id, group, now);
  }
  OnPrice(instrument, last, now);
}

/// What its orders say: which of them work, what they have traded, how far a stop had come.
void ExitKeeper::RestoreLegs(uint32_t id, Group& group, base::UnixNanos now) {
  execution::SavedBracket saved = group.bracket.Save();
  saved.now = now;
  saved.legs.clear();
  saved.last_leg = 0;
  group.legs.clear();
  for (const OrderEntry& entry : account_.orders.entries()) {
    const core::OrderTerms& terms = entry.order.terms;
    if (entry.is_kept || terms.oco_group != id) continue;
    const bool is_entry = IsEntry(entry.order);
    const LegRole role = is_entry ? LegRole::kEntry : internal::RoleOfLeg(terms);
    const uint32_t number = ++saved.last_leg;
    if (is_entry) {
      RestoreEntry(group, entry, saved);
    } else {
      saved.exit_filled += entry.filled;
    }
    if (role == LegRole::kStop && saved.terms.stop && IsBelowTarget(saved, terms.stop_price)) {
      saved.terms.stop = std::max(*saved.terms.stop, terms.stop_price);
    }
    const bool gave_way = group.buys && role == LegRole::kTarget && WasTakenAway(entry) &&
                          group.Wants(LegRole::kTarget) && group.Wants(LegRole::kStop);
    if (role == LegRole::kClose || gave_way) saved.phase = BracketPhase::kStopOut;
    if (entry.is_terminal()) continue;
    const Price stop_price = role == LegRole::kStop ? terms.stop_price : Price();
    saved.legs.push_back({number, role, StateOf(entry.state), terms.quantity, entry.filled,
                          entry.order.created_at, stop_price});
    group.legs[number] = entry.order.id;
    group_of_[entry.order.id] = id;
  }
  // On a venue's grid a stop is a little off what was asked for, and yet it is that stop.
  const Price tick = account_.ledger.universe().at(group.instrument).tick;
  for (execution::BracketLeg& leg : saved.legs) {
    if (leg.role != LegRole::kStop || !saved.terms.stop) continue;
    const Price off =
        std::max(leg.stop_price, *saved.terms.stop) - std::min(leg.stop_price, *saved.terms.stop);
    if (off < tick) leg.stop_price = *saved.terms.stop;
  }
  auto bracket = execution::Bracket::Restore(saved);
  CHECK(bracket.has_value(), "the account's orders make no bracket");
  group.bracket = *std::move(bracket);
}

/// What the entry of a bracket has bought; a stop that follows the price begins there.
void ExitKeeper::RestoreEntry(Group& group, const OrderEntry& entry,
                              execution::SavedBracket& saved) const {
  saved.entry_filled = entry.filled;
  saved.base_fees = entries_.at(entry.order.terms.oco_group).base_fees;
  if (group.trail_fraction == 0 || entry.filled.is_zero() || !saved.terms.stop) return;
  const Price tick = account_.ledger.universe().at(group.instrument).tick;
  const double paid = entry.value.ToDouble() / entry.filled.ToDouble();
  group.best = Price::FromDouble(paid, tick, Rounding::kFloor);
  const Price stop = TrailPrice(group, group.best);
  if (!saved.terms.target || stop < *saved.terms.target) saved.terms.stop = stop;
}

}  // namespace keel::engine
