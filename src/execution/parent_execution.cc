// SPDX-License-Identifier: MIT
#include "execution/parent_execution.h"

#include <fmt/format.h>

#include <algorithm>

#include "execution/algorithms/registry.h"
#include "execution/internal/bounds.h"

namespace keel::execution {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;

base::Status Check(const ParentOrder& parent) {
  const auto bad = [](const char* why) {
    return Fail(ErrorCode::kUsage, fmt::format("parent order: {}", why));
  };
  const ParentLimits& limits = parent.limits;
  if (!parent.quantity.is_positive() || parent.quantity > kMostQuantity) {
    return bad("the quantity must be above 0 and at most 1e20");
  }
  if (!IsUsable(parent.arrival_price)) return bad("the arrival price must be above 0 to 1e15");
  if (!IsUsable(parent.start) || !IsUsable(parent.end)) {
    return bad("its start and end must be times of 1970 to 2116");
  }
  if (parent.start >= parent.end) return bad("its end must be after its start");
  if (limits.pace < base::Seconds(1) || limits.pace > base::Days(1)) {
    return bad("pace must be 1 s to 1 day");
  }
  if (limits.worst_price && !IsUsable(*limits.worst_price)) {
    return bad("the worst price must be above 0 to 1e15");
  }
  const auto& share = limits.max_participation;
  if (share && (!share->is_positive() || *share > Decimal::FromInt(1))) {
    return bad("max_participation must be above 0 and at most 1");
  }
  if (limits.participation_window < base::Seconds(1) ||
      limits.participation_window > base::Days(365)) {
    return bad("participation_window must be 1 s to 365 days");
  }
  if (parent.patience.ns < 0 || parent.patience > base::Days(365)) {
    return bad("patience must be 0 to 365 days");
  }
  const core::InstrumentFilters& filters = parent.filters;
  if (!IsUsable(filters.tick) || !filters.lot.is_positive() || !IsUsable(filters.lot)) {
    return bad("tick and lot must be above 0");
  }
  if (filters.min_notional.is_negative() || filters.min_notional > kMostMinimum) {
    return bad("the minimum value must be 0 to 1e12");
  }
  return {};
}

/// A price limit on the grid, toward the safe side.
Price OnTick(Price price, const ParentOrder& parent) {
  const Rounding away = parent.side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling;
  return Price(core::RoundTo(price.value(), parent.filters.tick.value(), away));
}

}  // namespace

ParentExecution::ParentExecution(const ParentOrder& parent, std::unique_ptr<Algorithm> algorithm)
    : parent_(parent),
      algorithm_(std::move(algorithm)),
      window_(parent.limits.participation_window) {}

base::Result<ParentExecution> ParentExecution::Start(const ParentOrder& parent,
                                                     std::string_view algorithm,
                                                     std::string_view settings) {
  TRY(Check(parent));
  TRY(std::unique_ptr<Algorithm> made, MakeAlgorithm(algorithm, parent, settings));
  ParentExecution execution(parent, std::move(made));
  execution.algorithm_name_ = algorithm;
  execution.settings_ = settings;
  return execution;
}

base::Result<ParentExecution> ParentExecution::Restore(const SavedParent& saved) {
  TRY(ParentExecution e, Start(FromSaved(saved.terms), saved.algorithm, saved.settings));
  const auto usable = [](const auto& time) { return !time || IsUsable(*time); };
  bool fits = IsUsable(saved.confirmed) && IsUsable(saved.market_volume) &&
              usable(saved.last_sent) && usable(saved.now) && saved.working.size() <= kMostWorking;
  uint32_t last = 0;
  for (const SavedChild& child : saved.working) {
    fits = fits && child.number > last && child.number <= saved.children &&
           child.quantity.is_positive() && child.quantity <= saved.terms.quantity &&
           IsUsable(child.filled) && IsUsable(child.sent_at);
    last = child.number;
  }
  if (!fits || !e.window_.Restore(saved.volumes)) {
    return Fail(ErrorCode::kCorrupt,
                "saved parent order: its children or volumes contradict each other");
  }
  e.confirmed_ = saved.confirmed;
  e.market_volume_ = saved.market_volume;
  e.working_ = saved.working;
  e.children_ = saved.children;
  e.last_sent_ = saved.last_sent;
  if (saved.now) e.now_ = *saved.now;
  e.OnQuote(saved.bid, saved.ask);
  if (IsUsable(saved.last)) e.last_ = saved.last;
  e.hurried_ = saved.hurried;
  e.stopped_ = saved.stopped;
  return e;
}

base::Status ParentExecution::SetFilters(const core::InstrumentFilters& filters) {
  ParentOrder parent = parent_;
  parent.filters = filters;
  TRY(Check(parent));
  parent_ = parent;
  return {};
}

SavedParent ParentExecution::Save() const {
  SavedParent saved;
  saved.terms = ToSaved(parent_);
  saved.algorithm = algorithm_name_;
  saved.settings = settings_;
  saved.confirmed = confirmed_;
  saved.market_volume = market_volume_;
  saved.working = working_;
  saved.volumes = window_.spans();
  saved.children = children_;
  saved.last_sent = last_sent_;
  if (now_ != base::kBeginningOfTime) saved.now = now_;
  saved.bid = bid_;
  saved.ask = ask_;
  saved.last = last_;
  saved.hurried = hurried_;
  saved.stopped = stopped_;
  return saved;
}

void ParentExecution::OnMarketVolume(Quantity quantity, base::UnixNanos time) {
  if (!quantity.is_positive()) return;
  window_.AddMarket(quantity, time);
  if (time >= parent_.start) {
    market_volume_ = std::min(kMostQuantity, market_volume_ + std::min(kMostQuantity, quantity));
  }
}

void ParentExecution::OnTrade(Price price, Quantity quantity, base::UnixNanos time) {
  if (IsUsable(price)) last_ = price;
  OnMarketVolume(quantity, time);
}

void ParentExecution::OnQuote(Price bid, Price ask) {
  const auto none = [](Price price) { return IsUsable(price) ? price : Price(); };
  bid = none(bid);
  ask = none(ask);
  if (bid.is_positive() && ask.is_positive() && bid >= ask) return;
  bid_ = bid;
  ask_ = ask;
}

base::Status ParentExecution::OnChildFilled(uint32_t child, Quantity quantity,
                                            base::UnixNanos time) {
  if (child == 0 || child > children_ || quantity.is_zero() || !IsUsable(quantity)) {
    return Fail(ErrorCode::kCorrupt, fmt::format("parent order: a fill of {} for child {} of {}",
                                                 quantity.ToString(), child, children_));
  }
  confirmed_ += quantity;
  window_.AddOwn(quantity, time);
  const auto it = std::ranges::find(working_, child, &SavedChild::number);
  if (it != working_.end()) {
    it->filled += quantity;
    if (it->open().is_zero()) working_.erase(it);
  }
  return {};
}

base::Status ParentExecution::OnChildEnded(uint32_t child) {
  if (child == 0 || child > children_) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("parent order: the end of child {} of {}", child, children_));
  }
  std::erase_if(working_, [child](const SavedChild& c) { return c.number == child; });
  return {};
}

Quantity ParentExecution::Working() const {
  Quantity sum;
  for (const SavedChild& child : working_) sum += child.open();
  return sum;
}

Quantity ParentExecution::Open() const {
  return std::max(Quantity(), parent_.quantity - confirmed_ - Working());
}

bool ParentExecution::IsLastPatience(base::UnixNanos now) const {
  return parent_.patience.ns > 0 && parent_.end - now <= parent_.patience;
}

Price ParentExecution::ReferencePrice() const {
  if (bid_.is_positive()) return bid_;  // the lower side: a minimum that holds at it holds
  if (last_.is_positive()) return last_;
  return parent_.arrival_price;
}

bool ParentExecution::CanBeOrder(Quantity quantity, Price price) const {
  return quantity >= LeastOrder(price, parent_.filters.lot, parent_.filters.min_notional);
}

Plan ParentExecution::PlanNow() const {
  if (hurried_) return {.target = parent_.quantity};
  Plan plan = algorithm_->PlanAt({now_, confirmed_, Working(), market_volume_, children_});
  plan.posts = (plan.posts || parent_.posts) && !IsLastPatience(now_);
  plan.target = std::min(plan.target, parent_.quantity);
  return plan;
}

std::optional<ParentExecution::Style> ParentExecution::StyleOf(const Plan& plan) const {
  const bool buys = parent_.side == Side::kBuy;
  const Price touch = buys == plan.posts ? bid_ : ask_;
  std::optional<Price> worst = parent_.limits.worst_price;
  if (worst) worst = OnTick(*worst, parent_);
  if (worst && !worst->is_positive()) return std::nullopt;
  const auto beyond = [&](Price price) { return buys ? price > *worst : price < *worst; };
  const auto limit = [&](Price price) { return Style{plan.posts, core::OrderType::kLimit, price}; };
  if (plan.posts) {
    if (!touch.is_positive()) return worst ? std::optional(limit(*worst)) : std::nullopt;
    const Price near = OnTick(touch, parent_);
    return limit(worst && beyond(near) ? *worst : near);
  }
  if (worst && touch.is_positive() && beyond(touch)) return std::nullopt;
  if (hurried_ || !touch.is_positive()) return worst ? limit(*worst) : Style{};
  return limit(touch);
}

// Own fills of the window, what works and the child together must stay below the share.
Quantity ParentExecution::VolumeRoom() const {
  const auto& share = parent_.limits.max_participation;
  if (!share || (hurried_ && parent_.reduces_risk)) return parent_.quantity;
  const Quantity most(core::Mul(window_.MarketAtMost(now_).value(), *share, Rounding::kDown));
  return std::max(Quantity(), most - window_.OwnAtLeast(now_) - Working());
}

// The quantity of the next child, or zero and why.
Quantity ParentExecution::SizeOf(const Plan& plan, Price price) {
  const auto lots = [this](Quantity q) {
    return Quantity(core::RoundTo(q.value(), parent_.filters.lot.value(), Rounding::kDown));
  };
  const Quantity open = Open();
  Quantity size = std::max(Quantity(), plan.target - confirmed_ - Working());
  size = std::min(size, open);
  if (size.is_zero()) {
    waits_for_ = open.is_zero() ? WaitsFor::kNothing : WaitsFor::kSchedule;
    return {};
  }
  if (plan.largest_child) {  // and yet an order, where the venue's least has grown
    const Quantity least = LeastOrder(price, parent_.filters.lot, parent_.filters.min_notional);
    size = std::min(size, std::max(*plan.largest_child, least));
  }
  size = lots(size);
  // What would stay behind as dust goes along.
  if (!CanBeOrder(open - size, price)) size = lots(open);
  const Quantity room = VolumeRoom();
  const bool squeezed = room < size;
  if (squeezed) {
    size = lots(room);
    const Quantity least = LeastOrder(price, parent_.filters.lot, parent_.filters.min_notional);
    const Quantity shorter = lots(open - least);
    if (!CanBeOrder(open - size, price) && CanBeOrder(shorter, price)) size = shorter;
  }
  if (CanBeOrder(size, price)) return size;
  waits_for_ = squeezed ? WaitsFor::kParticipation : WaitsFor::kMinimum;
  return {};
}

std::optional<ChildWish> ParentExecution::NextChild(const Plan& plan) {
  const std::optional<Style> style = StyleOf(plan);
  const bool is_limit = style && style->type == core::OrderType::kLimit;
  const Quantity size = SizeOf(plan, is_limit ? style->price : ReferencePrice());
  if (size.is_zero()) return std::nullopt;
  const auto wait = [this](WaitsFor reason) {
    waits_for_ = reason;
    return std::nullopt;
  };
  if (!style) return wait(WaitsFor::kPrice);
  if (last_sent_ && now_ < *last_sent_ + parent_.limits.pace) return wait(WaitsFor::kPace);
  if (working_.size() >= kMostWorking) return wait(WaitsFor::kAnswers);
  ChildWish wish;
  wish.number = ++children_;
  wish.quantity = size;
  wish.type = style->type;
  wish.limit_price = style->price;
  wish.tif = style->posts ? core::TimeInForce::kGtc : core::TimeInForce::kIoc;
  wish.post_only = style->posts;
  working_.push_back({wish.number, size, {}, now_, style->posts, false});
  last_sent_ = now_;
  waits_for_ = Open().is_zero() ? WaitsFor::kNothing : WaitsFor::kPace;
  return wish;
}

void ParentExecution::TakeBack(bool all, std::vector<uint32_t>* cancels) {
  const bool no_posts = all || hurried_ || IsLastPatience(now_);
  for (SavedChild& child : working_) {
    const bool is_stale =
        child.posted && parent_.patience.ns > 0 && now_ - child.sent_at >= parent_.patience;
    const bool unwanted = all || is_stale || (child.posted && no_posts);
    if (child.cancel_asked || !unwanted) continue;
    child.cancel_asked = true;
    cancels->push_back(child.number);
  }
}

base::UnixNanos ParentExecution::NextTime(const Plan& plan) const {
  base::UnixNanos next = std::min(parent_.end, std::max(plan.next, parent_.start));
  const auto consider = [&](base::UnixNanos t) {
    if (t > now_) next = std::min(next, t);
  };
  // More may be due already, or by then.
  if (last_sent_ && waits_for_ != WaitsFor::kNothing) consider(*last_sent_ + parent_.limits.pace);
  // What we traded may leave the window before what the market did.
  if (waits_for_ == WaitsFor::kParticipation) consider(now_ + parent_.limits.pace);
  if (parent_.patience.ns > 0) {
    consider(parent_.end - parent_.patience);
    for (const SavedChild& child : working_) {
      if (child.posted && !child.cancel_asked) consider(child.sent_at + parent_.patience);
    }
  }
  return next;
}

ParentStep ParentExecution::Advance(base::UnixNanos now) {
  now_ = std::max(now_, now);
  ParentStep step;
  if (IsOver(now_)) {
    TakeBack(true, &step.cancels);
    waits_for_ = WaitsFor::kEnd;
    return step;
  }
  if (now_ < parent_.start) {
    waits_for_ = WaitsFor::kStart;
    step.next = parent_.start;
    return step;
  }
  TakeBack(false, &step.cancels);
  const Plan plan = PlanNow();
  step.child = NextChild(plan);
  step.next = NextTime(plan);
  return step;
}

ParentReport ParentExecution::report() const {
  ParentReport report;
  report.confirmed = confirmed_;
  report.working = Working();
  report.left = Open();
  report.excess = std::max(Quantity(), confirmed_ - parent_.quantity);
  const bool only_dust = !CanBeOrder(report.left, ReferencePrice());
  if (only_dust) report.dust = report.left;
  report.waits_for = waits_for_;
  report.is_done = working_.empty() && (only_dust || waits_for_ == WaitsFor::kEnd);
  return report;
}

}  // namespace keel::execution
