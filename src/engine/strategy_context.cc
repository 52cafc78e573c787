// SPDX-License-Identifier: MIT
#include "engine/strategy_context.h"

#include <cmath>

#include "base/check.h"
#include "risk/check.h"

namespace keel::engine {
namespace {

constexpr int kLongestWait = 64;  // bars between tries of a refused entry

}  // namespace

StrategyContext::StrategyContext(OrderDesk& desk, const base::UnixNanos& now,
                                 StrategyContextOptions options)
    : desk_(desk), now_(now), options_(std::move(options)) {
  CHECK(!options_.instruments.empty(), "a strategy without a pair");
  targets_.resize(options_.instruments.size());
}

size_t StrategyContext::SlotOfOther(core::InstrumentId id) const {
  const auto at = std::find(options_.instruments.begin(), options_.instruments.end(), id);
  CHECK(at != options_.instruments.end(), "a strategy asked for a pair that is not its own");
  return static_cast<size_t>(at - options_.instruments.begin());
}

const core::Instrument& StrategyContext::instrument(core::InstrumentId id) const {
  return desk_.account().ledger.universe().at(id);
}

std::span<const core::Bar> StrategyContext::History(core::InstrumentId id) const {
  return options_.histories[SlotOf(id)]->visible();
}

std::optional<double> StrategyContext::feature(core::InstrumentId id, size_t index) const {
  CHECK(!options_.features.empty(), "a strategy asked for a feature and its spec names none");
  const market::FeatureView& view = options_.features[SlotOf(id)];
  CHECK(index < view.columns.size(), "a strategy asked for a feature that its spec does not name");
  return view.store->value(view.columns[index]);
}

core::Quantity StrategyContext::position(core::InstrumentId id) const {
  return desk_.account().ledger.position(options_.strategy, id).quantity();
}

double StrategyContext::held_share(core::InstrumentId id) const {
  const core::Quantity held = position(id);
  if (IsFlat(id)) return 0;
  const double rate = desk_.account().ledger.rate(instrument(id).quote).ToDouble();
  const double value = held.ToDouble() * desk_.board().last_close(id);
  if (value < instrument(id).min_notional.ToDouble()) return 0;
  const double own = equity();
  return own > 0 ? value * rate / own : 0;
}

std::optional<double> StrategyContext::entry_price(core::InstrumentId id) const {
  const portfolio::Position& held = desk_.account().ledger.position(options_.strategy, id);
  if (IsFlat(id)) return std::nullopt;
  return held.cost().ToDouble() / held.quantity().ToDouble();
}

double StrategyContext::equity() const {
  return desk_.account().ledger.equity().ToDouble() * options_.allocation;
}

int StrategyContext::working_orders(core::InstrumentId id) const {
  int count = 0;
  for (const auto& entry : desk_.account().working.entries()) {
    const bool own = entry.strategy == options_.strategy && entry.instrument == id;
    count += own && !desk_.IsLeg(entry.id) ? 1 : 0;
  }
  return count;
}

bool StrategyContext::works(core::OrderId order) const {
  const execution::OrderStore& orders = desk_.account().orders;
  return orders.Contains(order) && !orders.at(order).is_terminal();
}

std::vector<strategy::OpenOrder> StrategyContext::open_orders(core::InstrumentId id) const {
  std::vector<strategy::OpenOrder> open;
  for (const auto& entry : desk_.account().working.entries()) {
    const bool own = entry.strategy == options_.strategy && entry.instrument == id;
    if (!own || desk_.IsLeg(entry.id)) continue;
    const execution::OrderEntry& order = desk_.account().orders.at(entry.id);
    open.push_back(
        {entry.id, order.order.terms, order.state == execution::OrderState::kPendingCancel});
  }
  return open;
}

core::Quantity StrategyContext::head_room(core::InstrumentId id) const {
  return desk_.HeadRoom(options_.strategy, id, now_);
}

double StrategyContext::one_way_cost(core::InstrumentId id, double value) const {
  return desk_.ExpectedCost(id, value);
}

void StrategyContext::Explain(const strategy::Decision& decision) {
  targets_[SlotOf(decision.instrument)].decision = desk_.Keep(options_.strategy, decision);
}

core::Intent StrategyContext::MakeIntent(core::InstrumentId id, core::Side side,
                                         core::Quantity quantity, std::string_view reason) const {
  core::Intent intent;
  intent.strategy = options_.strategy;
  intent.terms.instrument = id;
  intent.terms.side = side;
  intent.terms.quantity = quantity;
  intent.reason = reason;
  intent.decided_at = now_;
  intent.reference_price = desk_.board().last_close(id);
  intent.id = desk_.NewIntentId();
  intent.decision = targets_[SlotOf(id)].decision;
  return intent;
}

std::optional<core::OrderId> StrategyContext::Submit(const core::OrderTerms& terms,
                                                     std::string_view reason) {
  core::Intent intent = MakeIntent(terms.instrument, terms.side, terms.quantity, reason);
  intent.terms = terms;
  return desk_.Submit(intent, now_).order;
}

std::optional<strategy::BracketOrders> StrategyContext::SubmitBracket(
    const core::OrderTerms& entry, const strategy::BracketExits& exits, std::string_view reason) {
  core::Intent intent = MakeIntent(entry.instrument, entry.side, entry.quantity, reason);
  intent.terms = entry;
  return desk_.SubmitBracket(intent, exits, now_);
}

void StrategyContext::Cancel(core::OrderId order) {
  desk_.Cancel(order, core::OrderEnd::kCanceledByUser, now_);
}

bool StrategyContext::Amend(core::OrderId order, const core::OrderChange& change) {
  return desk_.Amend(order, change, now_).sent;
}

void StrategyContext::SetPursued(Target& target, bool pursued) {
  pursued_ += static_cast<int>(pursued) - static_cast<int>(target.pursued);
  target.pursued = pursued;
}

// A full share is what the allotted equity, as far as it is at the venue, can pay for at the worst
// price that the order may get.
core::Quantity StrategyContext::GoalOf(core::InstrumentId id, double share) {
  if (share <= 0 || !desk_.board().has_price(id)) return {};
  const core::Instrument& pair = instrument(id);
  const portfolio::Ledger& ledger = desk_.account().ledger;
  const double price = desk_.board().last_close(id) * ledger.rate(pair.quote).ToDouble();
  if (price <= 0) return {};
  const double at_venue = (ledger.equity() - ledger.ColdValue()).ToDouble() * options_.allocation;
  return risk::WholeLots(std::min(share * equity() / price, desk_.AffordableQuantity(id, at_venue)),
                         pair.lot);
}

void StrategyContext::ChangeShare(core::InstrumentId id, double share, std::string_view reason) {
  Target& target = targets_[SlotOf(id)];
  CHECK(std::isfinite(share), "a target share must be a number");
  target.asked = share;
  if (std::clamp(share, 0.0, 1.0) == target.share) return;
  target.share = std::clamp(share, 0.0, 1.0);
  BeginTarget(id, target, reason);
  Pursue(id, target);
}

void StrategyContext::BeginTarget(core::InstrumentId id, Target& target, std::string_view reason) {
  target.goal = GoalOf(id, target.share);
  target.goal_stands = false;
  target.has_begun = false;
  target.resize.reset();
  target.starved = target.share > 0 && IsFlat(id) && IsDust(id, target.goal);
  target.reason = reason;
  target.wait = 0;
  target.backoff = 0;
  desk_.DropSlices(options_.strategy, id, now_);
  if (target.order.value != 0) Cancel(target.order);
  SetPursued(target, true);
}

void StrategyContext::TakeUp(const StrategyContext& rehearsed) {
  for (size_t i = 0; i < targets_.size(); ++i) {
    const Target& wanted = rehearsed.targets_[i];
    Target& target = targets_[i];
    const core::InstrumentId id = options_.instruments[i];
    if (wanted.share <= 0 || target.share > 0 || !IsFlat(id)) continue;
    target.asked = wanted.asked;
    target.share = wanted.share;
    target.decision = 0;  // nothing was kept of it
    BeginTarget(id, target, wanted.reason);
  }
}

void StrategyContext::ContinuePursuit(core::InstrumentId id) {
  Target& target = targets_[SlotOf(id)];
  if (!target.pursued) return;
  if (target.wait > 0) {
    --target.wait;
    return;
  }
  if (IsAtWork(id, target)) return;
  if (target.resize) Resize(id, target);
  const core::Quantity missing = target.goal - position(id);
  if (IsDust(id, missing)) {
    SetPursued(target, false);
    return;
  }
  if (target.goal_stands) {
    Pursue(id, target);
    return;
  }
  // Price and equity have moved on since the last try; but what was bought is not sold for it.
  target.goal = GoalOf(id, target.share);
  const core::Quantity missing_now = target.goal - position(id);
  if (missing_now.is_negative() != missing.is_negative()) target.goal = position(id);
  Pursue(id, target);
}

void StrategyContext::GiveUp(core::InstrumentId id) {
  Target& target = targets_[SlotOf(id)];
  target.resize.reset();
  target.starved = target.unfinished = false;
  SetPursued(target, false);
}

bool StrategyContext::IsAtWork(core::InstrumentId id, const Target& target) const {
  const execution::OrderStore& orders = desk_.account().orders;
  if (target.order.value != 0 && !orders.at(target.order).is_terminal()) return true;
  return desk_.HasSlices(options_.strategy, id);
}

// Later slices of the target's entry have orders of their own.
bool StrategyContext::HasSliceOnItsWay(core::InstrumentId id, const Target& target) const {
  const auto& entries = desk_.account().working.entries();
  return target.order.value != 0 && std::any_of(entries.begin(), entries.end(), [&](const auto& e) {
           return e.strategy == options_.strategy && e.instrument == id && e.id > target.order &&
                  e.side == core::Side::kBuy &&
                  desk_.account().orders.at(e.id).order.terms.type == core::OrderType::kMarket;
         });
}

// Too little to send an order for.
bool StrategyContext::IsDust(core::InstrumentId id, core::Quantity difference) const {
  const core::Instrument& pair = instrument(id);
  const core::Quantity size = core::Quantity(difference.value().abs());
  const double value = size.ToDouble() * desk_.board().last_close(id);
  return size < pair.lot || value < pair.min_notional.ToDouble();
}

bool StrategyContext::CancelOwnSells(core::InstrumentId id) {
  std::vector<core::OrderId> sells;
  for (const auto& entry : desk_.account().working.entries()) {
    if (entry.strategy == options_.strategy && entry.instrument == id &&
        entry.side == core::Side::kSell) {
      sells.push_back(entry.id);
    }
  }
  for (const core::OrderId order : sells) Cancel(order);
  return !sells.empty();
}

void StrategyContext::Pursue(core::InstrumentId id, Target& target) {
  if (desk_.warming() || IsAtWork(id, target)) return;
  const core::Quantity difference = target.goal - position(id);
  if (IsDust(id, difference)) {
    SetPursued(target, false);
    return;
  }
  const bool sells = difference.is_negative();
  if (!sells && HasSliceOnItsWay(id, target)) return;
  if (sells && CancelOwnSells(id)) return;  // what they hold back is needed; goes on when they end
  if (options_.crossing != nullptr && options_.crossing->Defer(*this, id)) return;
  Send(id, target, difference);
}

void StrategyContext::Send(core::InstrumentId id, Target& target, core::Quantity difference) {
  const core::Quantity size = core::Quantity(difference.value().abs());
  const bool sells = difference.is_negative();
  const core::Side side = sells ? core::Side::kSell : core::Side::kBuy;
  const Submission sent = desk_.Submit(MakeIntent(id, side, size, target.reason), now_,
                                       target.has_begun ? Manner::kContinued : Manner::kPursuit);
  if (sent.order) target.order = *sent.order;
  if (sent.order || sent.waits) {
    target.has_begun = true;
    target.backoff = 0;
    // At a limit that stands, this is all that there will be.
    if (sent.is_capped) target.goal = position(id) + sent.approved;
    return;
  }
  target.backoff = sells ? 0 : std::clamp(2 * target.backoff, 1, kLongestWait);
  target.wait = target.backoff;
}

void StrategyContext::Allot(double allocation) {
  const double before = options_.allocation;
  if (allocation == before) return;
  options_.allocation = allocation;
  for (size_t i = 0; i < targets_.size(); ++i) {
    Target& target = targets_[i];
    const bool holds = !IsFlat(options_.instruments[i]) || target.pursued;
    if (target.share <= 0 || (!holds && !target.starved)) continue;
    if (!target.resize) {
      target.resize = 1;
      target.unfinished = target.pursued;
    }
    target.resize = before > 0 ? *target.resize * allocation / before : 1;
    target.wait = 0;
    SetPursued(target, true);
  }
}

void StrategyContext::Resize(core::InstrumentId id, Target& target) {
  const core::Quantity held = position(id);
  const core::Quantity anew = GoalOf(id, target.share);
  const double scale = *target.resize;
  const bool wants = !IsFlat(id) || target.starved || target.unfinished;
  target.resize.reset();
  target.goal_stands = true;
  target.has_begun = false;
  target.reason = "share of the account changed";
  target.decision = 0;  // none of the strategy's
  if (options_.allocation <= 0) {
    target.goal = {};
  } else if (target.starved || target.unfinished) {
    target.goal = anew;
  } else {
    const core::Quantity scaled = risk::WholeLots(held.ToDouble() * scale, instrument(id).lot);
    target.goal = scale < 1 ? scaled : std::max(held, std::min(scaled, anew));
  }
  target.starved = wants && target.goal.is_zero();
}

core::Decimal StrategyContext::Missing(core::InstrumentId id) const {
  const Target& target = targets_[SlotOf(id)];
  if (!target.pursued || IsAtWork(id, target)) return {};
  const core::Decimal missing = (target.goal - position(id)).value();
  if (!missing.is_negative()) return HasSliceOnItsWay(id, target) ? core::Decimal() : missing;
  const core::Quantity promised =
      desk_.account().working.SellQuantity(options_.strategy, id, /*joining=*/0);
  return promised.is_zero() ? missing : core::Decimal();
}

void StrategyContext::GoOn(core::InstrumentId id) {
  Target& target = targets_[SlotOf(id)];
  if (target.pursued) Pursue(id, target);
}

void StrategyContext::OnOrderEnded(core::InstrumentId id, core::OrderEnd why) {
  Target& target = targets_[SlotOf(id)];
  if (target.pursued && why == core::OrderEnd::kCanceledByUser) Pursue(id, target);
}

}  // namespace keel::engine
