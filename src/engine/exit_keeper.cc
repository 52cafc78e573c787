// SPDX-License-Identifier: MIT
#include "engine/exit_keeper.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "engine/internal/leg_roles.h"

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
constexpr uint32_t kEntryLeg = 1;  // of a bracket

using internal::RoleOf;
using internal::RoleOfLeg;

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

bool ExitKeeper::CanBeKept(const core::OrderTerms& terms) {
  if (terms.side == core::Side::kSell) return terms.type != OrderType::kMarket;
  const bool waits = terms.type == OrderType::kLimit || terms.type == OrderType::kStop ||
                     terms.type == OrderType::kTakeProfit;
  return waits && terms.tif == core::TimeInForce::kGtc;
}

bool ExitKeeper::IsEntry(const core::Order& order) const {
  const auto at = entries_.find(order.terms.oco_group);
  return at != entries_.end() && at->second.order == order.id;
}

execution::BracketTerms ExitKeeper::TermsOf(const core::Order& exit) const {
  const core::Instrument& pair = account_.ledger.universe().at(exit.terms.instrument);
  execution::BracketTerms terms;
  const bool waits = entries_.contains(exit.terms.oco_group);
  (waits ? terms.entry : terms.held) = exit.terms.quantity;
  terms.is_long = exit.terms.side == core::Side::kSell;
  terms.stop_rests = options_.Of(pair.id).stops.at_market && terms.is_long;
  terms.lot = pair.lot;
  terms.min_notional = pair.min_notional;
  terms.largest_close = LargestSale(pair.id);
  return terms;
}

std::optional<core::Refusal> ExitKeeper::Keep(const core::Order& exit, Price last,
                                              base::UnixNanos now) {
  if (!CanBeKept(exit.terms)) return Refusal("oco_entry", exit.terms.quantity, {});
  if (entries_.contains(exit.terms.oco_group)) {
    return Refusal("oco_group", exit.terms.quantity, {});  // a bracket is whole
  }
  return Join(exit, last, now);
}

void ExitKeeper::Expect(const core::Order& entry) {
  entries_.emplace(entry.terms.oco_group, Entry{entry.id, {}});
}

void ExitKeeper::KeepForEntry(const core::Order& exit, base::UnixNanos now) {
  const Price tick = account_.ledger.universe().at(exit.terms.instrument).tick;
  const Price bought = Price::FromDouble(exit.reference_price, tick, Rounding::kFloor);
  CHECK(!Join(exit, bought, now), "an exit of a bracket cannot be kept");
}

std::optional<core::Refusal> ExitKeeper::Join(const core::Order& exit, Price last,
                                              base::UnixNanos now) {
  const core::OrderTerms& terms = exit.terms;
  const LegRole role = RoleOf(terms);
  const auto at = groups_.find(terms.oco_group);
  if (at == groups_.end()) return Begin(exit, last, now);
  Group& group = at->second;
  const Quantity held = OrderOf(group.exits[0].order).terms.quantity;
  const bool taken = std::any_of(group.exits.begin(), group.exits.end(),
                                 [role](const Exit& e) { return e.role == role || e.ending; });
  const bool buys = terms.side == core::Side::kBuy;
  if (taken || group.strategy != exit.strategy || group.instrument != terms.instrument ||
      group.buys != buys) {
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
  const uint32_t id = exit.terms.oco_group;
  const bool buys = exit.terms.side == core::Side::kBuy;
  Group group{exit.strategy, exit.terms.instrument, buys, {}, 0, last, *std::move(bracket), {}};
  if (const auto entry = entries_.find(id); entry != entries_.end()) {
    (void)group.bracket.Advance(now);  // what it wants first is its entry, which is sent
    const core::OrderId order = entry->second.order;
    if (!account_.orders.at(order).is_terminal()) group_of_[order] = id;
    group.legs[kEntryLeg] = order;
  }
  Add(groups_.emplace(id, std::move(group)).first->second, exit, now);
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

Price ExitKeeper::TrailPrice(const Group& group, Price best) const {
  const Price tick = account_.ledger.universe().at(group.instrument).tick;
  return Price::FromDouble(best.ToDouble() * (1 - group.trail_fraction), tick, Rounding::kCeiling);
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
  return !entry.is_kept && entry.order.terms.oco_group != 0 && !IsEntry(entry.order);
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

size_t ExitKeeper::Group::StopLegs() const {
  const auto& all = bracket.Save().legs;
  return static_cast<size_t>(std::ranges::count(all, LegRole::kStop, &execution::BracketLeg::role));
}

bool ExitKeeper::Group::ReachesStop(Price price) const {
  const auto& stop = bracket.Save().terms.stop;
  return stop && (buys ? price >= *stop : price <= *stop);
}

bool ExitKeeper::Group::ReachesTarget(Price price) const {
  const auto& target = bracket.Save().terms.target;
  return target && (buys ? price <= *target : price >= *target);
}

/// Those of the role, or all where none is named, are no longer wanted.
void ExitKeeper::Group::End(std::optional<LegRole> role, OrderEnd why) {
  for (Exit& exit : exits) {
    if (!exit.ending && (!role || exit.role == *role)) exit.ending = why;
  }
}

// ---- What happens.

/// Where the group's stop is to go at such a price; absent: it stays.
std::optional<Price> ExitKeeper::Ahead(const Group& group, Price price) const {
  const auto& stop = group.bracket.Save().terms.stop;
  if (group.trail_fraction == 0 || price <= group.best || !stop) return std::nullopt;
  const Price level = TrailPrice(group, price);
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
    const Price known = group.bracket.Save().price;
    const bool matters = group.ReachesTarget(price) != group.ReachesTarget(known) ||
                         group.ReachesStop(price) != group.ReachesStop(known) ||
                         Ahead(group, price);
    return matters && group.bracket.report().held.is_positive();
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
  if (at == group_of_.end() || account_.orders.at(id).is_kept) return;
  Group& group = groups_.at(at->second);
  const auto leg = std::find_if(group.legs.begin(), group.legs.end(),
                                [id](const auto& entry) { return entry.second == id; });
  CHECK(leg != group.legs.end(), "an exit's order that its group does not know");
  const auto& legs = group.bracket.Save().legs;
  const auto before =
      std::find_if(legs.begin(), legs.end(), [&](const auto& l) { return l.number == leg->first; });
  const bool was_asked = before != legs.end() && before->state == execution::LegState::kCancelling;
  const base::Status told = Tell(group, leg->first, report, now);
  CHECK(told.has_value(), "a bracket was told of a leg that never was");
  if (group.buys) FollowEntries(group, RoleOfLeg(OrderOf(id).terms), was_asked, report);
  if (!account_.orders.at(id).is_terminal()) return;
  // An entry may be over before all of it is bought: somebody asked for less.
  CHECK(group.bracket.OnEnded(leg->first, now).has_value(), "a leg that never was has ended");
  group.legs.erase(leg);
  group_of_.erase(at);
}

base::Status ExitKeeper::Tell(Group& group, uint32_t leg, const core::Report& report,
                              base::UnixNanos now) {
  if (std::holds_alternative<core::OrderAccepted>(report)) {
    return group.bracket.OnAccepted(leg, now);
  }
  if (const auto* filled = std::get_if<core::OrderFilled>(&report)) {
    const core::Fill& fill = filled->fill;
    if (!IsEntry(OrderOf(fill.order))) return group.bracket.OnFilled(leg, fill.quantity, {}, now);
    OnEntryFilled(group, fill, now);
    const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
    return group.bracket.OnFilled(leg, fill.quantity, BaseFee(pair, fill), now);
  }
  if (std::holds_alternative<core::OrderCanceled>(report)) return group.bracket.OnEnded(leg, now);
  if (const auto* rejected = std::get_if<core::OrderRejected>(&report)) {
    const bool lost =
        rejected->why == OrderEnd::kNotSent || rejected->why == OrderEnd::kNeverArrived;
    if (lost) return group.bracket.OnLost(leg, now);
    if (rejected->why == OrderEnd::kAgainstFilters) return group.bracket.OnAgainstFilters(leg, now);
    if (rejected->why == OrderEnd::kTooManyOrders) {
      if (RoleOfLeg(OrderOf(rejected->order).terms) == LegRole::kStop) NoteWatched(group, 0);
      return group.bracket.OnNoRoom(leg, now);
    }
    return group.bracket.OnRefused(leg, now);
  }
  return {};
}

/// A stop that follows the price begins where the entry has bought first.
void ExitKeeper::OnEntryFilled(Group& group, const core::Fill& fill, base::UnixNanos now) {
  const execution::SavedBracket& saved = group.bracket.Save();
  if (group.trail_fraction == 0 || saved.entry_filled.is_positive() || !saved.terms.stop) return;
  group.best = fill.price;
  // One that would pass the target stays where it is.
  (void)group.bracket.SetExits(saved.terms.target, TrailPrice(group, fill.price), now);
}

/// Of a group of entries the first that fills ends the other, and none is sent a second time.
void ExitKeeper::FollowEntries(Group& group, LegRole role, bool was_asked,
                               const core::Report& report) {
  if (std::holds_alternative<core::OrderFilled>(report)) {
    if (role == LegRole::kClose) return group.End(LegRole::kTarget, OrderEnd::kCanceledByOco);
    // Else the stop has begun too, and buys what the limit leaves.
    const bool is_first = group.bracket.Save().phase == execution::BracketPhase::kGuard;
    if (is_first) group.End(LegRole::kStop, OrderEnd::kCanceledByOco);
  } else if (const auto* rejected = std::get_if<core::OrderRejected>(&report)) {
    group.End(std::nullopt, rejected->why);
  } else if (const auto* canceled = std::get_if<core::OrderCanceled>(&report)) {
    if (!was_asked) group.End(std::nullopt, canceled->why);
  }
}

Quantity ExitKeeper::BaseFee(const core::Instrument& pair, const core::Fill& fill) {
  if (fill.fee.currency != pair.base || !fill.fee.amount.is_positive()) return {};
  return std::min(Quantity(fill.fee.amount), fill.quantity);
}

void ExitKeeper::OnBooked(const core::Fill& fill) {
  const core::Order& order = OrderOf(fill.order);
  if (!IsEntry(order)) return;
  const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
  entries_.at(order.terms.oco_group).base_fees += BaseFee(pair, fill);
}

/// Nothing is kept of it any more: whatever works is cancelled.
void ExitKeeper::Withdraw(Group& group, base::UnixNanos now) {
  const Quantity held = group.bracket.report().held;
  if (held.is_positive()) group.bracket.OnOutsideChange(-held, now);
}

/// A position can become smaller by another hand: fees in the coin itself, a correction.
void ExitKeeper::Clamp(Group& group, base::UnixNanos now) {
  if (group.buys) return;
  const Quantity held = group.bracket.report().held;
  const Quantity position = account_.ledger.position(group.strategy, group.instrument).quantity();
  if (held > position) group.bracket.OnOutsideChange(std::max(position, Quantity()) - held, now);
}

/// Where its stop rests at the venue: a tick's fraction early rather than late, unless it would
/// pass the target then, as it may where the venue has made its tick coarser.
Price ExitKeeper::StopOnGrid(const Group& group) const {
  const execution::BracketTerms& terms = group.bracket.Save().terms;
  const core::Decimal tick = account_.ledger.universe().at(group.instrument).tick.value();
  const Price early(core::RoundTo(terms.stop->value(), tick, Rounding::kCeiling));
  if (!terms.target || early < *terms.target) return early;
  return Price(core::RoundTo(terms.stop->value(), tick, Rounding::kFloor));
}

ExitStep ExitKeeper::StepOf(uint32_t id, const Group& group,
                            const execution::BracketCommand& command) const {
  ExitStep step{id, {}, {}, command.leg, false, command.terms};
  if (command.kind == execution::BracketCommand::Kind::kCancel) {
    step.cancels = true;
    step.leg_order = group.legs.at(command.leg);
    return step;
  }
  step.kept_for = group.exits[0].order;
  const bool is_reached_entry = group.buys && command.role == LegRole::kClose;
  const LegRole role = is_reached_entry ? LegRole::kStop : command.role;
  for (const Exit& exit : group.exits) {
    if (exit.role == role) step.kept_for = exit.order;
  }
  const core::OrderTerms& kept = OrderOf(step.kept_for).terms;
  step.terms.instrument = group.instrument;
  step.terms.oco_group = id;
  if (command.role == LegRole::kStop) step.terms.stop_price = StopOnGrid(group);
  step.terms.post_only = group.buys && command.role == LegRole::kTarget && kept.post_only;
  if (group.buys) step.terms.planned_stop = kept.planned_stop;
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
    const size_t room = RoomFor(group);
    for (const auto& command : group.bracket.Advance(now, room)) {
      steps.push_back(StepOf(id, group, command));
    }
    NoteWatched(group, room);
    EndExits(group, now);
    if (!group.exits.empty() || !group.legs.empty()) {
      ++at;
      continue;
    }
    if (!group.buys) unprotected_ = unprotected_ + group.bracket.report().unprotected;
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
  Group& group = groups_.at(step.group);
  const base::Status told = group.bracket.OnRefused(step.leg, now);
  CHECK(told.has_value(), "a bracket was told of a leg that never was");
  if (group.buys) group.End(std::nullopt, OrderEnd::kNotSent);
}

base::UnixNanos ExitKeeper::next_time() const {
  base::UnixNanos next = base::kEndOfTime;
  for (const auto& [id, group] : groups_) next = std::min(next, group.bracket.next_time());
  return next;
}

base::Duration ExitKeeper::unprotected() const {
  base::Duration sum = unprotected_;
  for (const auto& [id, group] : groups_) {
    if (!group.buys) sum = sum + group.bracket.report().unprotected;
  }
  return sum;
}

std::vector<core::TradingScope> ExitKeeper::WithoutStop() const {
  std::vector<core::TradingScope> bare;
  for (const auto& [id, group] : groups_) {
    const bool rests = !group.buys && group.bracket.Save().terms.stop_rests;
    if (!rests || group.bracket.report().is_protected_now) continue;
    bare.push_back({group.strategy, group.instrument});
  }
  return bare;
}

}  // namespace keel::engine
