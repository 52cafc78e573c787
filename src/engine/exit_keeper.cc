// SPDX-License-Identifier: MIT
#include "engine/exit_keeper.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace keel::engine {
namespace {

using core::OrderEnd;
using core::OrderType;
using core::Price;
using core::Quantity;
using core::Rounding;
using execution::LegRole;

// A stop that follows the price is moved when it has this part of its distance to gain: each move
// takes it away for as long as the venue needs to answer.
constexpr double kTrailStep = 0.1;

LegRole RoleOf(const core::OrderTerms& terms) {
  const bool is_target = terms.type == OrderType::kTakeProfit || terms.type == OrderType::kLimit;
  return is_target ? LegRole::kTarget : LegRole::kStop;
}

LegRole RoleOfLeg(const core::OrderTerms& terms) {
  return terms.type == OrderType::kMarket ? LegRole::kClose : RoleOf(terms);
}

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

core::Refusal Refusal(std::string_view rule, Quantity asked, Quantity limit) {
  return {rule, asked.ToDouble(), limit.ToDouble(), {}};
}

}  // namespace

// ---- Exits.

bool ExitKeeper::IsExit(const core::OrderTerms& terms) {
  if (terms.oco_group != 0) return true;
  const bool waits = terms.type != OrderType::kMarket && terms.type != OrderType::kLimit;
  return waits && terms.side == core::Side::kSell;
}

std::optional<Quantity> ExitKeeper::LargestSale(core::InstrumentId id) const {
  if (id.index >= options_.largest_sales.size()) return std::nullopt;
  const Quantity lot = account_.ledger.universe().at(id).lot;
  const Quantity lots(
      core::RoundTo(options_.largest_sales[id.index].value(), lot.value(), Rounding::kDown));
  return lots.is_positive() ? std::optional(lots) : std::nullopt;
}

execution::BracketTerms ExitKeeper::TermsOf(const core::Order& exit) const {
  const core::Instrument& pair = account_.ledger.universe().at(exit.terms.instrument);
  execution::BracketTerms terms;
  terms.held = exit.terms.quantity;
  terms.stop_rests = options_.venue_has_stops;
  terms.lot = pair.lot;
  terms.min_notional = pair.min_notional;
  terms.largest_close = LargestSale(pair.id);
  return terms;
}

std::optional<core::Refusal> ExitKeeper::Keep(const core::Order& exit, Price last,
                                              base::UnixNanos now) {
  const core::OrderTerms& terms = exit.terms;
  const LegRole role = RoleOf(terms);
  if (terms.side == core::Side::kBuy || terms.type == OrderType::kMarket) {
    return Refusal("oco_entry", terms.quantity, {});  // only exits can be kept
  }
  const auto at = groups_.find(terms.oco_group);
  if (at == groups_.end()) return Begin(exit, last, now);
  Group& group = at->second;
  const Quantity held = OrderOf(group.exits[0].order).terms.quantity;
  const bool taken = std::any_of(group.exits.begin(), group.exits.end(),
                                 [role](const Exit& e) { return e.role == role || e.ending; });
  if (taken || group.strategy != exit.strategy || group.instrument != terms.instrument) {
    return Refusal("oco_group", terms.quantity, {});
  }
  if (held != terms.quantity) return Refusal("oco_quantity", terms.quantity, held);
  const execution::BracketTerms before = group.bracket.Save().terms;
  const bool is_target = role == LegRole::kTarget;
  const auto status =
      group.bracket.SetExits(is_target ? PriceOf(exit, group.best) : before.target,
                             is_target ? before.stop : PriceOf(exit, group.best), now);
  if (!status) return Refusal("oco_prices", terms.quantity, {});
  Add(group, exit, now);
  return std::nullopt;
}

/// The first of its group.
std::optional<core::Refusal> ExitKeeper::Begin(const core::Order& exit, Price last,
                                               base::UnixNanos now) {
  execution::BracketTerms terms = TermsOf(exit);
  const bool is_target = RoleOf(exit.terms) == LegRole::kTarget;
  (is_target ? terms.target : terms.stop) = PriceOf(exit, last);
  auto bracket = execution::Bracket::Open(terms);
  if (!bracket) return Refusal("oco_prices", exit.terms.quantity, {});
  bracket->OnPrice(last, now);
  Group group{exit.strategy, exit.terms.instrument, {}, 0, last, *std::move(bracket), {}};
  Add(groups_.emplace(exit.terms.oco_group, std::move(group)).first->second, exit, now);
  return std::nullopt;
}

void ExitKeeper::Add(Group& group, const core::Order& exit, base::UnixNanos now) {
  group.exits.push_back({exit.id, RoleOf(exit.terms), std::nullopt});
  if (exit.terms.type == OrderType::kTrailingStop) group.trail_fraction = exit.terms.trail_fraction;
  group_of_[exit.id] = exit.terms.oco_group;
  reports_.push_back(core::OrderAccepted{exit.id, now});
}

/// Where the exit waits; of one that trails, with `best` as the best price so far.
Price ExitKeeper::PriceOf(const core::Order& exit, Price best) const {
  const core::OrderTerms& terms = exit.terms;
  if (terms.type == OrderType::kLimit) return terms.limit_price;
  if (terms.type != OrderType::kTrailingStop) return terms.stop_price;
  const Price tick = account_.ledger.universe().at(terms.instrument).tick;
  return Price::FromDouble(best.ToDouble() * (1 - terms.trail_fraction), tick, Rounding::kCeiling);
}

void ExitKeeper::Cancel(core::OrderId id, OrderEnd why) {
  const auto at = group_of_.find(id);
  if (at == group_of_.end()) return;
  for (Exit& exit : groups_.at(at->second).exits) {
    if (exit.order == id && !exit.ending) exit.ending = why;
  }
}

bool ExitKeeper::IsLeg(core::OrderId id) const {
  if (!account_.orders.Contains(id)) return false;
  const execution::OrderEntry& entry = account_.orders.at(id);
  return !entry.is_kept && entry.order.terms.oco_group != 0;
}

std::optional<core::OrderId> ExitKeeper::ExitOf(core::OrderId leg) const {
  const auto at = group_of_.find(leg);
  if (at == group_of_.end()) return std::nullopt;
  const LegRole role = RoleOfLeg(OrderOf(leg).terms);
  for (const Exit& exit : groups_.at(at->second).exits) {
    if (exit.role == role) return exit.order;
  }
  return std::nullopt;
}

bool ExitKeeper::Group::Wants(LegRole role) const {
  return std::any_of(exits.begin(), exits.end(),
                     [role](const Exit& e) { return e.role == role && !e.ending; });
}

// ---- What happens.

/// Where the group's stop is to go at such a price; absent: it stays.
std::optional<Price> ExitKeeper::Ahead(const Group& group, Price price) const {
  const auto& stop = group.bracket.Save().terms.stop;
  if (group.trail_fraction == 0 || price <= group.best || !stop) return std::nullopt;
  const Price tick = account_.ledger.universe().at(group.instrument).tick;
  const Price level =
      Price::FromDouble(price.ToDouble() * (1 - group.trail_fraction), tick, Rounding::kCeiling);
  const double step = kTrailStep * group.trail_fraction * price.ToDouble();
  if (level.ToDouble() < stop->ToDouble() + step) return std::nullopt;
  return level;
}

void ExitKeeper::Follow(Group& group, Price price, base::UnixNanos now) {
  const std::optional<Price> level = Ahead(group, price);
  group.best = std::max(group.best, price);
  // One that would pass the target stays where it is.
  if (level) (void)group.bracket.SetExits(group.bracket.Save().terms.target, level, now);
}

bool ExitKeeper::IsNews(core::InstrumentId instrument, Price price) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const auto& entry) {
    const Group& group = entry.second;
    if (group.instrument != instrument) return false;
    const execution::SavedBracket& saved = group.bracket.Save();
    const auto& [target, stop] = std::tie(saved.terms.target, saved.terms.stop);
    const bool crosses_target = target && (price >= *target) != (saved.price >= *target);
    const bool crosses_stop = stop && (price <= *stop) != (saved.price <= *stop);
    return crosses_target || crosses_stop || Ahead(group, price);
  });
}

void ExitKeeper::OnPrice(core::InstrumentId instrument, Price price, base::UnixNanos now) {
  for (auto& [id, group] : groups_) {
    if (group.instrument != instrument) continue;
    Follow(group, price, now);
    group.bracket.OnPrice(price, now);
  }
}

void ExitKeeper::OnReport(const core::Report& report, base::UnixNanos now) {
  const auto order_of = [](const auto& e) {
    if constexpr (requires { e.fill; }) {
      return e.fill.order;
    } else {
      return e.order;
    }
  };
  const core::OrderId id = std::visit(order_of, report);
  const auto at = group_of_.find(id);
  if (at == group_of_.end() || !IsLeg(id)) return;
  Group& group = groups_.at(at->second);
  const auto leg = std::find_if(group.legs.begin(), group.legs.end(),
                                [id](const auto& entry) { return entry.second == id; });
  CHECK(leg != group.legs.end(), "an exit's order that its group does not know");
  const uint32_t number = leg->first;
  base::Status told;
  if (std::holds_alternative<core::OrderAccepted>(report)) {
    told = group.bracket.OnAccepted(number, now);
  } else if (const auto* filled = std::get_if<core::OrderFilled>(&report)) {
    told = group.bracket.OnFilled(number, filled->fill.quantity, {}, now);
  } else if (std::holds_alternative<core::OrderCanceled>(report)) {
    told = group.bracket.OnEnded(number, now);
  } else if (const auto* rejected = std::get_if<core::OrderRejected>(&report)) {
    const bool lost =
        rejected->why == OrderEnd::kNotSent || rejected->why == OrderEnd::kNeverArrived;
    told = lost ? group.bracket.OnLost(number, now) : group.bracket.OnRefused(number, now);
  }
  CHECK(told.has_value(), "a bracket was told of a leg that never was");
  if (!account_.orders.at(id).is_terminal()) return;
  group.legs.erase(leg);
  group_of_.erase(at);
}

/// Nothing is kept of it any more: whatever works is cancelled.
void ExitKeeper::Withdraw(Group& group, base::UnixNanos now) {
  const Quantity held = group.bracket.report().held;
  if (held.is_positive()) group.bracket.OnOutsideChange(-held, now);
}

/// A position can become smaller by another hand: fees in the coin itself, a correction.
void ExitKeeper::Clamp(Group& group, base::UnixNanos now) {
  const Quantity held = group.bracket.report().held;
  const Quantity position = account_.ledger.position(group.strategy, group.instrument).quantity();
  if (held > position) group.bracket.OnOutsideChange(std::max(position, Quantity()) - held, now);
}

ExitStep ExitKeeper::StepOf(uint32_t id, const Group& group,
                            const execution::BracketCommand& command) const {
  ExitStep step{id, {}, group.exits[0].order, command.leg, false, command.terms};
  if (command.kind == execution::BracketCommand::Kind::kCancel) {
    step.cancels = true;
    step.leg_order = group.legs.at(command.leg);
    return step;
  }
  for (const Exit& exit : group.exits) {
    if (exit.role == command.role) step.kept_for = exit.order;
  }
  step.terms.instrument = group.instrument;
  step.terms.oco_group = id;
  return step;
}

std::vector<ExitStep> ExitKeeper::Advance(base::UnixNanos now) {
  std::vector<ExitStep> steps;
  for (auto at = groups_.begin(); at != groups_.end();) {
    auto& [id, group] = *at;
    const bool stop = group.Wants(LegRole::kStop), target = group.Wants(LegRole::kTarget);
    if (!stop && !target) {
      Withdraw(group, now);
    } else {
      const execution::BracketTerms& terms = group.bracket.Save().terms;
      const auto kept = group.bracket.SetExits(target ? terms.target : std::nullopt,
                                               stop ? terms.stop : std::nullopt, now);
      CHECK(kept.has_value(), "fewer exits than were possible are possible");
      Clamp(group, now);
    }
    for (const auto& command : group.bracket.Advance(now)) {
      steps.push_back(StepOf(id, group, command));
    }
    EndExits(group, now);
    if (!group.exits.empty()) {
      ++at;
      continue;
    }
    unprotected_ = unprotected_ + group.bracket.report().unprotected;
    at = groups_.erase(at);
  }
  return steps;
}

void ExitKeeper::EndExits(Group& group, base::UnixNanos now) {
  const bool is_done = group.bracket.report().is_done;
  const auto& legs = group.bracket.Save().legs;
  std::erase_if(group.exits, [&](const Exit& exit) {
    const bool works = std::any_of(legs.begin(), legs.end(), [&](const auto& leg) {
      return leg.role == exit.role || leg.role == LegRole::kClose;
    });
    if (!is_done && (!exit.ending || works)) return false;
    reports_.push_back(
        core::OrderCanceled{exit.order, exit.ending.value_or(OrderEnd::kCanceledByOco), now});
    group_of_.erase(exit.order);
    return true;
  });
}

void ExitKeeper::OnSent(const ExitStep& step, core::OrderId order) {
  groups_.at(step.group).legs[step.leg] = order;
  group_of_[order] = step.group;
}

void ExitKeeper::OnRefused(const ExitStep& step, base::UnixNanos now) {
  const base::Status told = groups_.at(step.group).bracket.OnRefused(step.leg, now);
  CHECK(told.has_value(), "a bracket was told of a leg that never was");
}

base::UnixNanos ExitKeeper::next_time() const {
  base::UnixNanos next = base::kEndOfTime;
  for (const auto& [id, group] : groups_) next = std::min(next, group.bracket.next_time());
  return next;
}

base::Duration ExitKeeper::unprotected() const {
  base::Duration sum = unprotected_;
  for (const auto& [id, group] : groups_) sum = sum + group.bracket.report().unprotected;
  return sum;
}

// ---- A restart.

void ExitKeeper::Restore(core::InstrumentId instrument, Price last, base::UnixNanos now) {
  for (const execution::OrderEntry& entry : account_.orders.entries()) {
    const core::Order& order = entry.order;
    if (!entry.is_kept || entry.is_terminal() || order.terms.instrument != instrument) continue;
    const Price then = Price::FromDouble(
        order.reference_price, account_.ledger.universe().at(instrument).tick, Rounding::kFloor);
    CHECK(!Keep(order, then, now), "an exit that was kept cannot be kept");
    if (entry.state != execution::OrderState::kPendingNew) reports_.pop_back();
  }
  for (const execution::OrderEntry& entry : account_.orders.entries()) {
    if (!entry.is_kept || entry.state != execution::OrderState::kPendingCancel) continue;
    Cancel(entry.order.id, OrderEnd::kCanceledByUser);
  }
  for (auto& [id, group] : groups_) {
    if (group.instrument == instrument) RestoreLegs(id, group, now);
  }
  OnPrice(instrument, last, now);
}

/// What its orders say: which of them work, what they have sold, how far a stop had come.
void ExitKeeper::RestoreLegs(uint32_t id, Group& group, base::UnixNanos now) {
  execution::SavedBracket saved = group.bracket.Save();
  saved.now = now;
  for (const execution::OrderEntry& entry : account_.orders.entries()) {
    const core::OrderTerms& terms = entry.order.terms;
    if (entry.is_kept || terms.oco_group != id) continue;
    const LegRole role = RoleOfLeg(terms);
    const uint32_t number = ++saved.last_leg;
    saved.exit_filled += entry.filled;
    if (role == LegRole::kStop && saved.terms.stop) {
      saved.terms.stop = std::max(*saved.terms.stop, terms.stop_price);
    }
    if (role == LegRole::kClose) saved.phase = execution::BracketPhase::kStopOut;
    if (entry.is_terminal()) continue;
    saved.legs.push_back({number, role, StateOf(entry.state), terms.quantity, entry.filled,
                          entry.order.created_at, terms.stop_price});
    group.legs[number] = entry.order.id;
    group_of_[entry.order.id] = id;
  }
  auto bracket = execution::Bracket::Restore(saved);
  CHECK(bracket.has_value(), "the account's orders make no bracket");
  group.bracket = *std::move(bracket);
}

}  // namespace keel::engine
