// SPDX-License-Identifier: MIT
#include "execution/bracket.h"

#include <fmt/format.h>

#include <algorithm>

#include "execution/internal/bounds.h"

namespace keel::execution {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Price;
using core::Quantity;
using core::Rounding;

constexpr LegRole kExits[] = {LegRole::kStop, LegRole::kTarget, LegRole::kClose};

base::Status Check(const BracketTerms& terms) {
  const auto bad = [](const char* why) {
    return Fail(ErrorCode::kUsage, fmt::format("bracket: {}", why));
  };
  if (!IsUsable(terms.entry) || !IsUsable(terms.held) || !IsUsable(terms.entry + terms.held)) {
    return bad("entry and held must be 0 or more, and at most 1e20 together");
  }
  if ((terms.entry + terms.held).is_zero()) return bad("nothing is held and nothing is entered");
  if (!terms.target && !terms.stop) return bad("a target, a stop or both are needed");
  for (const auto& price : {terms.target, terms.stop, terms.entry_limit}) {
    if (price && !IsUsable(*price)) return bad("prices must be above 0 to 1e15");
  }
  if (terms.target && terms.stop &&
      (terms.is_long ? *terms.target <= *terms.stop : *terms.target >= *terms.stop)) {
    return bad("the target must be on the other side of the market than the stop");
  }
  if (!terms.lot.is_positive() || !IsUsable(terms.lot)) return bad("the lot must be above 0");
  if (terms.min_notional.is_negative() || terms.min_notional > kMostMinimum) {
    return bad("the minimum value must be 0 to 1e12");
  }
  if (terms.largest_close && *terms.largest_close < terms.lot) {
    return bad("the largest order must be a lot at least");
  }
  if (terms.retry < base::Milliseconds(100) || terms.retry > base::Days(1)) {
    return bad("retry must be 100 ms to 1 day");
  }
  if (terms.most_refusals == 0) return bad("most_refusals must be at least 1");
  return {};
}

}  // namespace

base::Result<Bracket> Bracket::Open(const BracketTerms& terms) {
  TRY(Check(terms));
  SavedBracket state;
  state.terms = terms;
  return Bracket(std::move(state));
}

base::Result<Bracket> Bracket::Restore(const SavedBracket& saved) {
  TRY(Check(saved.terms));
  const auto usable = [](const auto& time) { return !time || IsUsable(*time); };
  const Quantity outside = std::max(saved.outside, -saved.outside);
  bool fits = IsUsable(saved.entry_filled) && IsUsable(saved.exit_filled) &&
              IsUsable(saved.base_fees) && IsUsable(outside) && usable(saved.now) &&
              usable(saved.hold_stop_until) && usable(saved.hold_exit_until) &&
              usable(saved.last_attempt) && saved.unprotected.ns >= 0;
  uint32_t last = 0;
  for (const BracketLeg& leg : saved.legs) {
    fits = fits && leg.number > last && leg.number <= saved.last_leg &&
           leg.quantity.is_positive() && IsUsable(leg.quantity) && IsUsable(leg.filled) &&
           IsUsable(leg.placed_at);
    const bool is_entry = leg.number == 1 && saved.terms.entry.is_positive();
    fits = fits && is_entry == (leg.role == LegRole::kEntry);
    last = leg.number;
  }
  if (!fits) return Fail(ErrorCode::kCorrupt, "saved bracket: its legs contradict each other");
  return Bracket(saved);
}

Quantity Bracket::Held() const {
  return state_.terms.held + state_.outside + state_.entry_filled - state_.base_fees -
         state_.exit_filled;
}

// Of all exits where no role is named.
Quantity Bracket::Working(std::optional<LegRole> role) const {
  Quantity sum;
  for (const BracketLeg& leg : state_.legs) {
    const bool counts = role ? leg.role == *role : leg.role != LegRole::kEntry;
    if (counts) sum += leg.open();
  }
  return sum;
}

Quantity Bracket::LiveStops() const {
  Quantity sum;
  for (const BracketLeg& leg : state_.legs) {
    if (leg.role == LegRole::kStop && leg.state == LegState::kLive) sum += leg.open();
  }
  return sum;
}

bool Bracket::IsWanted(LegRole role) const {
  if (!Held().is_positive()) return false;
  switch (state_.phase) {
    case BracketPhase::kGuard:
      return (role == LegRole::kStop && StopRests()) ||
             (role == LegRole::kTarget && state_.terms.target && !StopRests());
    case BracketPhase::kTakeProfit:
      return role == LegRole::kTarget;
    case BracketPhase::kStopOut:
    case BracketPhase::kClose:
      return role == LegRole::kClose;
  }
  return false;
}

// One that a venue has, though it takes no more of them, is worth more than one that is watched.
bool Bracket::StopRests() const {
  const BracketTerms& terms = state_.terms;
  return terms.stop && (terms.stop_rests || HasLeg(LegRole::kStop));
}

Price Bracket::PriceOf(LegRole role) const {
  const BracketTerms& terms = state_.terms;
  if (role == LegRole::kStop && terms.stop) return *terms.stop;
  if (role == LegRole::kTarget && terms.target) return *terms.target;
  if (state_.price.is_positive()) return state_.price;
  return terms.stop ? *terms.stop : *terms.target;
}

Quantity Bracket::Lots(Quantity quantity) const {
  return Quantity(core::RoundTo(quantity.value(), state_.terms.lot.value(), Rounding::kDown));
}

bool Bracket::CanBeOrder(Quantity quantity, Price price) const {
  return quantity >= LeastOrder(price, state_.terms.lot, state_.terms.min_notional);
}

bool Bracket::HasLeg(LegRole role) const {
  return std::ranges::any_of(state_.legs, [role](const BracketLeg& l) { return l.role == role; });
}

bool Bracket::IsUnprotected() const {
  if (!state_.terms.stop) return false;
  const Quantity held = Lots(std::max(Quantity(), Held()));
  return CanBeOrder(held, PriceOf(LegRole::kStop)) && LiveStops() < held;
}

bool Bracket::ReachesStop(Price price) const {
  const auto& stop = state_.terms.stop;
  return stop && price.is_positive() && (state_.terms.is_long ? price <= *stop : price >= *stop);
}

bool Bracket::ReachesTarget(Price price) const {
  const auto& target = state_.terms.target;
  return target && price.is_positive() &&
         (state_.terms.is_long ? price >= *target : price <= *target);
}

// Books the time since the last input under what was true during it.
void Bracket::PassTime(base::UnixNanos now) {
  if (state_.now && now <= *state_.now) return;
  if (state_.now && IsUnprotected()) {
    state_.unprotected = state_.unprotected + (now - *state_.now);
  }
  state_.now = now;
}

BracketLeg* Bracket::Find(uint32_t leg) {
  const auto it = std::ranges::find(state_.legs, leg, &BracketLeg::number);
  return it == state_.legs.end() ? nullptr : &*it;
}

base::Status Bracket::OnAccepted(uint32_t leg, base::UnixNanos now) {
  PassTime(now);
  if (leg == 0 || leg > state_.last_leg) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("bracket: leg {} of {} accepted", leg, state_.last_leg));
  }
  BracketLeg* const found = Find(leg);
  if (found != nullptr && found->state == LegState::kSent) found->state = LegState::kLive;
  return {};
}

base::Status Bracket::OnFilled(uint32_t leg, Quantity quantity, Quantity base_fee,
                               base::UnixNanos now) {
  PassTime(now);
  if (leg == 0 || leg > state_.last_leg || !quantity.is_positive() || base_fee.is_negative() ||
      quantity > kMostQuantity || base_fee > quantity) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("bracket: a fill of {} with a fee of {} for leg {} of {}",
                            quantity.ToString(), base_fee.ToString(), leg, state_.last_leg));
  }
  const bool is_entry = leg == 1 && state_.terms.entry.is_positive();
  (is_entry ? state_.entry_filled : state_.exit_filled) += quantity;
  state_.base_fees += base_fee;
  if (BracketLeg* const found = Find(leg)) {
    found->filled += quantity;
    if (found->open().is_zero())
      std::erase_if(state_.legs, [leg](const BracketLeg& l) { return l.number == leg; });
  }
  return {};
}

base::Status Bracket::OnRefused(uint32_t leg, base::UnixNanos now) {
  return Remove(leg, true, now);
}

base::Status Bracket::OnEnded(uint32_t leg, base::UnixNanos now) { return Remove(leg, false, now); }

base::Status Bracket::OnLost(uint32_t leg, base::UnixNanos now) {
  const uint32_t refusals = state_.refusals;
  TRY(Remove(leg, true, now));
  state_.refusals = refusals;
  return {};
}

base::Status Bracket::OnAgainstFilters(uint32_t leg, base::UnixNanos now) {
  const BracketLeg* const found = Find(leg);
  const bool is_stop = found != nullptr && found->role == LegRole::kStop;
  TRY(Remove(leg, true, now));
  if (is_stop) state_.hold_stop_until = now + kRulesPatience;
  return {};
}

base::Status Bracket::OnNoRoom(uint32_t leg, base::UnixNanos now) {
  const BracketLeg* const found = Find(leg);
  const bool is_stop = found != nullptr && found->role == LegRole::kStop;
  const uint32_t refusals = state_.refusals;
  TRY(Remove(leg, true, now));
  state_.refusals = refusals;
  if (is_stop) state_.hold_stop_until = now + kRoomPatience;
  return {};
}

base::Status Bracket::OnRules(const BracketRules& rules, base::UnixNanos now) {
  BracketTerms terms = state_.terms;
  terms.lot = rules.lot;
  terms.min_notional = rules.min_notional;
  terms.largest_close = rules.largest_close;
  terms.stop_rests = rules.stop_rests.value_or(terms.stop_rests);
  TRY(Check(terms));
  PassTime(now);
  state_.terms = terms;
  if (rules.are_new) state_.refusals = 0;
  state_.hold_stop_until.reset();
  state_.hold_exit_until.reset();
  return {};
}

base::Status Bracket::SetExits(std::optional<Price> target, std::optional<Price> stop,
                               base::UnixNanos now) {
  BracketTerms terms = state_.terms;
  terms.target = target;
  terms.stop = stop;
  TRY(Check(terms));
  PassTime(now);
  state_.terms = terms;
  return {};
}

base::Status Bracket::Remove(uint32_t leg, bool refused, base::UnixNanos now) {
  PassTime(now);
  if (leg == 0 || leg > state_.last_leg) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("bracket: the end of leg {} of {}", leg, state_.last_leg));
  }
  const BracketLeg* const found = Find(leg);
  if (found == nullptr) return {};
  const bool unasked = refused || found->state != LegState::kCancelling;
  if (unasked && found->role != LegRole::kEntry) {
    // An exit that lived is made again at once; one that did not, not in a loop.
    const base::UnixNanos again = found->placed_at + state_.terms.retry;
    const bool lived = !refused && now >= again;
    const bool is_stop = found->role == LegRole::kStop;
    auto& hold = is_stop ? state_.hold_stop_until : state_.hold_exit_until;
    if (refused) {
      hold = now + state_.terms.retry;
    } else if (!lived) {
      hold = again;
    }
    if (is_stop) state_.refusals = lived ? 0 : state_.refusals + 1;
  }
  // The target's order came and went: what it left gets its stop back before the next attempt.
  if (found->role == LegRole::kTarget && state_.phase == BracketPhase::kTakeProfit) {
    state_.phase = BracketPhase::kGuard;
  }
  std::erase_if(state_.legs, [leg](const BracketLeg& l) { return l.number == leg; });
  return {};
}

void Bracket::OnPrice(Price price, base::UnixNanos now) {
  PassTime(now);
  if (IsUsable(price)) state_.price = price;
}

void Bracket::OnOutsideChange(Quantity change, base::UnixNanos now) {
  PassTime(now);
  state_.outside += change;
}

void Bracket::Close(base::UnixNanos now) {
  PassTime(now);
  state_.phase = BracketPhase::kClose;
  state_.hold_exit_until.reset();
}

// From phase to phase, by the last price and by what has ended.
void Bracket::MoveOn() {
  const BracketTerms& terms = state_.terms;
  const bool leaving =
      state_.phase == BracketPhase::kStopOut || state_.phase == BracketPhase::kClose;
  if (leaving || !Held().is_positive()) return;
  const bool gives_up = state_.refusals >= terms.most_refusals;
  if (gives_up || (ReachesStop(state_.price) && IsUnprotected())) {
    state_.phase = BracketPhase::kStopOut;
    state_.hold_exit_until.reset();
    return;
  }
  const bool watches_target = terms.target && terms.stop && StopRests();
  if (!watches_target) {
    // One of the two was withdrawn meanwhile.
    if (state_.phase == BracketPhase::kTakeProfit) state_.phase = BracketPhase::kGuard;
    return;
  }
  const bool reached = ReachesTarget(state_.price);
  if (state_.phase == BracketPhase::kTakeProfit) {
    if (!reached) state_.phase = BracketPhase::kGuard;  // and the stop comes back
    return;
  }
  const bool too_soon = (state_.last_attempt && *state_.now < *state_.last_attempt + terms.retry) ||
                        (state_.hold_exit_until && *state_.now < *state_.hold_exit_until);
  if (!reached || too_soon) return;
  state_.phase = BracketPhase::kTakeProfit;
  state_.last_attempt = *state_.now;
}

void Bracket::Cancel(LegRole role, std::vector<BracketCommand>* commands) {
  for (BracketLeg& leg : state_.legs) {
    if (leg.role != role || leg.state == LegState::kCancelling) continue;
    leg.state = LegState::kCancelling;
    commands->push_back({BracketCommand::Kind::kCancel, leg.number, role, {}});
  }
}

void Bracket::CancelMovedStops(std::vector<BracketCommand>* commands) {
  for (BracketLeg& leg : state_.legs) {
    const bool moved =
        leg.role == LegRole::kStop && state_.terms.stop && leg.stop_price != *state_.terms.stop;
    if (!moved || leg.state == LegState::kCancelling) continue;
    leg.state = LegState::kCancelling;
    commands->push_back({BracketCommand::Kind::kCancel, leg.number, leg.role, {}});
  }
}

void Bracket::CancelSmallest(LegRole role, std::vector<BracketCommand>* commands) {
  BracketLeg* smallest = nullptr;
  for (BracketLeg& leg : state_.legs) {
    if (leg.role != role) continue;
    if (leg.state == LegState::kCancelling) return;  // one at a time: the others protect
    if (smallest == nullptr || leg.open() < smallest->open()) smallest = &leg;
  }
  if (smallest == nullptr) return;
  smallest->state = LegState::kCancelling;
  commands->push_back({BracketCommand::Kind::kCancel, smallest->number, role, {}});
}

void Bracket::Place(LegRole role, Quantity quantity, std::vector<BracketCommand>* commands) {
  const BracketTerms& terms = state_.terms;
  BracketCommand command;
  command.leg = ++state_.last_leg;
  command.role = role;
  const bool buys = (role == LegRole::kEntry) == terms.is_long;
  command.terms.side = buys ? core::Side::kBuy : core::Side::kSell;
  command.terms.quantity = quantity;
  if (role == LegRole::kStop) {
    command.terms.type = core::OrderType::kStop;
    command.terms.stop_price = *terms.stop;
  } else if (role == LegRole::kTarget || (role == LegRole::kEntry && terms.entry_limit)) {
    command.terms.type = core::OrderType::kLimit;
    command.terms.limit_price = role == LegRole::kTarget ? *terms.target : *terms.entry_limit;
    const bool takes = state_.phase == BracketPhase::kTakeProfit;
    command.terms.tif = takes ? core::TimeInForce::kIoc : core::TimeInForce::kGtc;
  }
  state_.legs.push_back(
      {command.leg, role, LegState::kSent, quantity, {}, *state_.now, command.terms.stop_price});
  commands->push_back(command);
}

void Bracket::PlaceEntry(std::vector<BracketCommand>* commands) {
  const bool placed = state_.last_leg > 0;
  if (!placed && state_.terms.entry.is_positive() && state_.phase == BracketPhase::kGuard) {
    Place(LegRole::kEntry, state_.terms.entry, commands);
  }
  const bool exits_began = state_.exit_filled.is_positive() || state_.phase != BracketPhase::kGuard;
  if (exits_began) Cancel(LegRole::kEntry, commands);
}

void Bracket::PlaceExit(LegRole role, size_t most_legs, std::vector<BracketCommand>* commands) {
  if (!IsWanted(role)) return Cancel(role, commands);
  if (role == LegRole::kStop) CancelMovedStops(commands);
  // Made again at its right size; what rests in lots of former rules and is held may stay.
  if (Working(role) > Held()) return Cancel(role, commands);
  const Quantity wanted = Lots(Held());
  const Quantity missing = wanted - Working(role);
  Quantity room = Lots(std::min(missing, Held() - Working(std::nullopt)));
  if (!room.is_positive()) return;
  const auto& largest = state_.terms.largest_close;
  const bool in_parts = role == LegRole::kClose && largest && wanted > *largest;
  if (in_parts) room = std::min(room, Lots(*largest));
  const auto& hold = role == LegRole::kStop ? state_.hold_stop_until : state_.hold_exit_until;
  if (hold && *state_.now < *hold) return;
  if (role == LegRole::kStop && !state_.terms.stop_rests) return;  // it could not be made again
  const auto legs = std::ranges::count(state_.legs, role, &BracketLeg::role);
  const bool mergeable = legs > 0 && !HasLeg(LegRole::kEntry);
  const bool fits = CanBeOrder(room, PriceOf(role));
  if (fits && static_cast<size_t>(legs) < most_legs) {
    Place(role, room, commands);
  } else if ((fits || mergeable) && !in_parts) {  // parts only wait for their turn
    CancelSmallest(role, commands);  // and what it frees goes out together with the rest
  }
}

std::vector<BracketCommand> Bracket::Advance(base::UnixNanos now, size_t most_stops) {
  PassTime(now);
  if (!state_.now) state_.now = now;
  std::vector<BracketCommand> commands;
  MoveOn();
  PlaceEntry(&commands);
  for (const LegRole role : kExits) {
    const bool is_stop = role == LegRole::kStop;
    PlaceExit(role, is_stop ? std::min(most_stops, kMostLegs) : kMostLegs, &commands);
  }
  return commands;
}

base::UnixNanos Bracket::next_time() const {
  base::UnixNanos next = base::kEndOfTime;
  if (!state_.now || !Held().is_positive()) return next;
  const auto consider = [&](base::UnixNanos t) {
    if (t > *state_.now) next = std::min(next, t);
  };
  if (state_.hold_stop_until) consider(*state_.hold_stop_until);
  if (state_.hold_exit_until) consider(*state_.hold_exit_until);
  if (state_.last_attempt) consider(*state_.last_attempt + state_.terms.retry);
  return next;
}

BracketReport Bracket::report() const {
  BracketReport report;
  const Quantity held = Held();
  report.held = std::max(Quantity(), held);
  report.oversold = std::max(Quantity(), -held);
  const Price least = PriceOf(
      state_.phase == BracketPhase::kGuard && state_.terms.stop ? LegRole::kStop : LegRole::kClose);
  const Quantity lots = Lots(report.held);
  report.dust = CanBeOrder(lots, least) ? report.held - lots : report.held;
  report.unprotected = state_.unprotected;
  report.is_protected_now = !IsUnprotected();
  report.phase = state_.phase;
  report.refusals = state_.refusals;
  const bool begun =
      state_.last_leg > 0 || state_.terms.entry.is_zero() || state_.phase != BracketPhase::kGuard;
  report.is_done = begun && state_.legs.empty() && report.dust == report.held;
  return report;
}

}  // namespace keel::execution
