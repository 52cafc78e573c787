// SPDX-License-Identifier: MIT
// The best prices that parents work by are in parent_quotes.cc.
#include "engine/parent_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;

Price AtMid(double reference) {
  return Price(Decimal::FromDouble(reference, Decimal::PowerOfTen(-10)));
}

/// How much of a bar lies after the start. What began before it counted as nothing until revision
/// 3, and in a session a parent begins a moment after the close that it follows.
double PartSince(base::UnixNanos start, const ClosedBar& closed, bool as_before) {
  if (closed.bar.open_time >= start) return 1;
  const base::UnixNanos close = closed.bar.open_time + closed.period;
  if (as_before || close <= start) return 0;
  return (close - start).seconds() / closed.period.seconds();
}

std::optional<Price> AverageOf(const std::vector<execution::CostFill>& fills) {
  Quantity filled;
  Decimal value;
  for (const execution::CostFill& fill : fills) {
    filled += fill.quantity;
    value += core::Notional(fill.price, fill.quantity);
  }
  if (!filled.is_positive()) return std::nullopt;
  return Price(core::Div(value, filled.value(), Rounding::kHalfEven));
}

std::string PricesOf(const ParentBook::Parent& parent, Quantity filled) {
  const bool all = parent.arrival_measured && parent.measured == filled;
  if (all) return "measured";
  return parent.arrival_measured || parent.measured.is_positive() ? "partly measured" : "assumed";
}

}  // namespace

base::Result<ParentStarted> ParentBook::Plan(const core::Intent& intent, Quantity quantity,
                                             const ParentMarket& market, base::UnixNanos now,
                                             std::string* why_flat) const {
  TRY(PlannedParent plan,
      PlanParent(settings_, intent, quantity, market, {last_ + 1, now, as_before_}));
  const auto volumes = volumes_.find(market.pair.id);
  if (volumes != volumes_.end()) plan.work.volumes = volumes->second.spans();
  if (plan.work.terms.posts && !as_before_) {
    SetFirstQuote(FreshQuote(market.pair.id, now), &plan.work);
  }
  if (why_flat != nullptr) *why_flat = std::move(plan.why_flat);
  return ParentStarted{last_ + 1, intent, false, std::move(plan.work), now};
}

void ParentBook::Begin(const ParentStarted& start) {
  auto work = execution::ParentExecution::Restore(start.work);
  CHECK(work.has_value(), "a parent that was planned cannot begin");
  last_ = std::max(last_, start.id);
  Parent parent{.start = start, .work = *std::move(work), .next = start.time};
  const bool buys = start.intent.terms.side == core::Side::kBuy;
  parent.post = buys ? start.work.bid : start.work.ask;
  parent.market.side = start.intent.terms.side;
  parent.market.quantity = start.work.terms.quantity;
  parent.market.decision_price = AtMid(start.intent.reference_price);
  parent.market.arrival_price = start.work.terms.arrival_price;
  if (!as_before_) parent.best = FreshQuote(start.intent.terms.instrument, start.time);
  if (parent.best) {
    parent.market.arrival_price = parent.best->Mid();
    parent.arrival_measured = true;
  }
  parents_.emplace(start.id, std::move(parent));
}

bool ParentBook::Has(core::StrategyId strategy, core::InstrumentId instrument) const {
  return std::any_of(parents_.begin(), parents_.end(), [&](const auto& entry) {
    const core::Intent& intent = entry.second.start.intent;
    return intent.strategy == strategy && intent.terms.instrument == instrument;
  });
}

std::optional<uint64_t> ParentBook::RunningOwnerOf(core::OrderId order) const {
  const auto at = owner_.find(order);
  if (at == owner_.end() || parents_.at(at->second.first).stopped) return std::nullopt;
  return at->second.first;
}

size_t ParentBook::running() const {
  return static_cast<size_t>(
      std::ranges::count_if(parents_, [](const auto& entry) { return !entry.second.stopped; }));
}

void ParentBook::Stop(uint64_t id, base::UnixNanos now) {
  const auto at = parents_.find(id);
  if (at == parents_.end()) return;
  at->second.work.Stop();
  at->second.stopped = true;
  at->second.next = now;
}

std::vector<RunningParent> ParentBook::List() const {
  std::vector<RunningParent> running;
  for (const auto& [id, parent] : parents_) {
    const core::Intent& intent = parent.start.intent;
    const execution::SavedParentTerms& terms = parent.start.work.terms;
    const execution::ParentReport report = parent.work.report();
    running.push_back({.id = id,
                       .strategy = intent.strategy,
                       .instrument = intent.terms.instrument,
                       .side = intent.terms.side,
                       .algorithm = parent.start.work.algorithm,
                       .reason = intent.reason,
                       .quantity = terms.quantity,
                       .filled = report.confirmed,
                       .working = report.working,
                       .left = report.left,
                       .arrival_price = parent.market.arrival_price,
                       .average_price = AverageOf(parent.fills),
                       .started = terms.start,
                       .ends = terms.end,
                       .next = parent.next,
                       .waits_for = report.waits_for});
  }
  return running;
}

// ---- What happens.

execution::VolumeWindow& ParentBook::VolumesOf(core::InstrumentId instrument,
                                               base::Duration period) {
  return volumes_.try_emplace(instrument, ParticipationWindow(period)).first->second;
}

void ParentBook::OnBar(const ClosedBar& closed, base::UnixNanos now) {
  const core::Bar& bar = closed.bar;
  const auto in_lots = [&](double volume) {
    return Quantity::FromDouble(volume, closed.lot, Rounding::kDown);
  };
  if (keeps_volumes()) {
    VolumesOf(closed.instrument, closed.period).AddMarket(in_lots(bar.volume), now);
  }
  for (auto& [id, parent] : parents_) {
    if (parent.start.intent.terms.instrument != closed.instrument) continue;
    const double part = PartSince(parent.start.work.terms.start, closed, as_before_);
    if (!(part > 0)) continue;
    const Quantity volume = in_lots(part * bar.volume);
    parent.work.OnMarketVolume(volume, now);
    parent.market.market_quantity += volume;
    const Price typical = AtMid((bar.high + bar.low + bar.close) / 3);
    parent.market.market_value += core::Notional(typical, volume);
    OnClose(parent, bar.close, now);
    parent.next = now;
  }
}

void ParentBook::SetFilters(core::InstrumentId instrument, const core::InstrumentFilters& filters,
                            base::UnixNanos now) {
  for (auto& [id, parent] : parents_) {
    if (parent.start.intent.terms.instrument != instrument) continue;
    // Filters that no order could pass leave it as it was.
    if (!parent.work.SetFilters(filters)) continue;
    parent.next = std::min(parent.next, now);
  }
}

ParentBook::Parent* ParentBook::OwnerOf(core::OrderId order, uint32_t* child) {
  const auto at = owner_.find(order);
  if (at == owner_.end()) return nullptr;
  *child = at->second.second;
  return &parents_.at(at->second.first);
}

void ParentBook::OnFill(const OwnFill& own, base::UnixNanos now) {
  const core::Fill& fill = own.fill;
  uint32_t child = 0;
  Parent* parent = OwnerOf(fill.order, &child);
  if (keeps_volumes()) {
    VolumesOf(fill.instrument, own.period).AddOwn(fill.quantity, now);
    for (auto& [id, other] : parents_) {
      if (&other == parent || other.start.intent.terms.instrument != fill.instrument) continue;
      other.work.OnOwnVolume(fill.quantity, now);
    }
  }
  if (parent == nullptr) return;
  const base::Status told = parent->work.OnChildFilled(child, fill.quantity, now);
  CHECK(told.has_value(), "a parent was told of a child that never was");
  const double worse = core::Sign(fill.side) * own.half_spread;
  execution::CostFill cost{
      fill.price,     fill.quantity,        own.fee,
      fill.liquidity, AtMid(own.reference), AtMid(own.reference * (1 + worse))};
  if (const std::optional<BestQuote>& best = parent->best_then[child]) {
    cost.mid = best->Mid();
    cost.touch = fill.side == core::Side::kBuy ? best->ask : best->bid;
    parent->measured += fill.quantity;
  }
  parent->fills.push_back(cost);
  parent->next = now;
}

void ParentBook::OnEnd(core::OrderId order, std::optional<Price> refused_at, base::UnixNanos now) {
  uint32_t child = 0;
  Parent* parent = OwnerOf(order, &child);
  if (parent == nullptr) return;
  const base::Status told = parent->work.OnChildEnded(child);
  CHECK(told.has_value(), "a parent was told of a child that never was");
  parent->children.erase(child);
  parent->best_then.erase(child);
  parent->next = now;
  owner_.erase(order);
  if (!refused_at) {
    parent->refusals = 0;
  } else if (!as_before_) {
    StepAway(*parent, *refused_at, now);
  }
}

// ---- What follows.

base::UnixNanos ParentBook::next_time() const {
  base::UnixNanos next = base::kEndOfTime;
  for (const auto& [id, parent] : parents_) next = std::min(next, parent.next);
  return next;
}

std::vector<ParentWish> ParentBook::Advance(base::UnixNanos now,
                                            std::vector<core::OrderId>* cancels) {
  std::vector<ParentWish> wishes;
  for (auto& [id, parent] : parents_) {
    if (parent.next > now) continue;
    ShowQuote(parent, now);
    const execution::ParentStep step = parent.work.Advance(now);
    parent.next = step.next;
    if (parent.quiet_until > now) parent.next = std::min(parent.next, parent.quiet_until);
    if (step.child) wishes.push_back({id, *step.child});
    for (const uint32_t child : step.cancels) {
      const auto at = parent.children.find(child);
      if (at != parent.children.end()) cancels->push_back(at->second);
    }
  }
  return wishes;
}

void ParentBook::Sent(const ParentWish& wish, core::OrderId order) {
  Parent& parent = parents_.at(wish.parent);
  parent.children[wish.child.number] = order;
  parent.best_then[wish.child.number] = parent.best;
  ++parent.sent;
  owner_[order] = {wish.parent, wish.child.number};
}

void ParentBook::Unsent(const ParentWish& wish) {
  const base::Status told = parents_.at(wish.parent).work.OnChildEnded(wish.child.number);
  CHECK(told.has_value(), "a parent was told of a child that never was");
}

base::Status ParentBook::Recall(const ParentChild& child, Quantity quantity, bool posted) {
  const auto at = parents_.find(child.parent);
  if (at == parents_.end()) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("the journal tells of a child of parent {}, which did not begin",
                                  child.parent));
  }
  Parent& parent = at->second;
  execution::SavedParent saved = parent.work.Save();
  saved.children = child.child;
  saved.last_sent = child.time;
  saved.now = child.time;
  saved.working.push_back({child.child, quantity, {}, child.time, posted, false});
  TRY(parent.work, execution::ParentExecution::Restore(saved));
  Sent({child.parent, {.number = child.child}}, child.order);
  return {};
}

std::vector<ParentEnded> ParentBook::TakeEnded(market::Board& board, const core::Universe& universe,
                                               base::UnixNanos now) {
  std::vector<ParentEnded> ended;
  for (auto at = parents_.begin(); at != parents_.end();) {
    Parent& parent = at->second;
    const execution::ParentReport report = parent.work.report();
    if (!report.is_done) {
      ++at;
      continue;
    }
    const core::InstrumentId pair = parent.start.intent.terms.instrument;
    parent.market.end_price = Price::FromDouble(board.last_close(pair), universe.at(pair).tick);
    const auto costs = execution::AnalyseCosts(parent.market, parent.fills);
    CHECK(costs.has_value(), "a parent whose costs make no sense");
    ended.push_back({{at->first, parent.start.intent.strategy, pair, parent.start.work.algorithm,
                      parent.start.intent.reason, parent.start.time, now, parent.sent, report.left,
                      *costs, PricesOf(parent, costs->filled)},
                     parent.sent == 0 && !parent.stopped});
    at = parents_.erase(at);
  }
  return ended;
}

}  // namespace keel::engine
