// SPDX-License-Identifier: MIT
#include "engine/parent_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/describe_json.h"
#include "engine/shortfall_schedule.h"
#include "execution/algorithms/registry.h"
#include "execution/algorithms/volume_profile.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;

base::Duration Span(double seconds) {
  return base::Nanoseconds(static_cast<int64_t>(std::llround(seconds * 1e9)));
}

/// How volume spreads over the day, by the pair's bars; a history that is too short says nothing
/// about that, which is a flat day.
std::vector<double> ProfileOf(const core::Instrument& pair, market::Board& board) {
  constexpr size_t kBuckets = 48;
  const base::Duration period = board.period(pair.id);
  if (period.ns > 0) {
    const auto learnt =
        execution::VolumeProfile::Learn(board.history(pair.id).visible(), period, {kBuckets});
    if (learnt) return learnt->shares();
  }
  return std::vector<double>(kBuckets, 1.0 / kBuckets);
}

constexpr std::string_view kShortfall = "implementation_shortfall";

ShortfallInputs InputsOf(const ExecutionSettings& settings, Quantity quantity,
                         const ParentMarket& market) {
  const market::Liquidity& liquidity = market.board.liquidity(market.pair.id);
  return {.quantity = quantity.ToDouble(),
          .price = market.board.last_close(market.pair.id),
          .daily_volatility = liquidity.daily_volatility(),
          .average_daily_volume = liquidity.average_daily_volume(),
          .impact_k = market.impact_k,
          .half_spread = market.half_spread,
          .horizon_days = settings.horizon_minutes / (24 * 60),
          .slices = static_cast<size_t>(settings.slices),
          // E + lambda V in one currency is rate E + (lambda rate) rate V in another.
          .risk_aversion = settings.risk_aversion * market.quote_rate};
}

/// What the algorithm has to be told of the market: the day's profile, or the schedule.
base::Result<std::vector<double>> SharesFor(const ExecutionSettings& settings, Quantity quantity,
                                            const ParentMarket& market) {
  if (settings.algorithm == "vwap") return ProfileOf(market.pair, market.board);
  if (settings.algorithm != kShortfall) return std::vector<double>();
  return ShortfallFractions(InputsOf(settings, quantity, market));
}

/// The algorithm's own settings, as it reads them.
std::string SettingsOf(const ExecutionSettings& settings, Quantity quantity, Quantity lot,
                       const std::vector<double>& shares) {
  if (settings.algorithm == kShortfall) {
    return fmt::format(R"({{"fractions": [{}]}})", fmt::join(shares, ", "));
  }
  if (settings.algorithm == "twap") return fmt::format(R"({{"slices": {}}})", settings.slices);
  if (settings.algorithm == "vwap") {
    return fmt::format(R"({{"slices": {}, "profile": [{}]}})", settings.slices,
                       fmt::join(shares, ", "));
  }
  if (settings.algorithm == "pov") return fmt::format(R"({{"rate": "{}"}})", settings.rate);
  const Quantity visible = std::max(
      lot, Quantity::FromDouble(settings.visible * quantity.ToDouble(), lot, Rounding::kDown));
  return fmt::format(R"({{"visible": "{}"}})", visible.ToString());
}

execution::ParentOrder OrderOf(const ExecutionSettings& settings, base::Duration period,
                               base::UnixNanos now) {
  execution::ParentOrder order;
  order.start = now;
  order.end = now + Span(60 * settings.horizon_minutes);
  order.limits.pace = Span(settings.pace_seconds);
  if (settings.max_participation) {
    order.limits.max_participation =
        Decimal::FromDouble(*settings.max_participation, Decimal::PowerOfTen(-9), Rounding::kDown);
  }
  // Volume is known when a bar closes, so the window must hold one at any time.
  order.limits.participation_window = std::max(base::Hours(1), base::Nanoseconds(2 * period.ns));
  return order;
}

Price AtMid(double reference) {
  return Price(Decimal::FromDouble(reference, Decimal::PowerOfTen(-10)));
}

}  // namespace

base::Status ParentBook::Check(const ExecutionSettings& settings) {
  if (settings.algorithm.empty()) return {};
  execution::ParentOrder order = OrderOf(settings, {}, base::UnixNanos{} + base::Days(20'000));
  order.quantity = Quantity(Decimal::FromInt(1'000'000));
  order.arrival_price = Price(Decimal::FromInt(1));
  order.filters = {Price(Decimal::FromInt(1)), Quantity(Decimal::FromInt(1)), Decimal()};
  const auto parts = static_cast<size_t>(settings.algorithm == kShortfall ? settings.slices : 2);
  const std::vector<double> equal(parts, 1 / static_cast<double>(parts));
  const std::string own = SettingsOf(settings, order.quantity, order.filters.lot, equal);
  auto started = execution::ParentExecution::Start(order, settings.algorithm, own);
  if (started) return {};
  return base::Wrap(std::move(started).error(), "execution");
}

base::Result<ParentStarted> ParentBook::Plan(const core::Intent& intent, Quantity quantity,
                                             const ParentMarket& market,
                                             base::UnixNanos now) const {
  const core::Instrument& pair = market.pair;
  market::Board& board = market.board;
  execution::ParentOrder order = OrderOf(settings_, board.period(pair.id), now);
  order.instrument = pair.id;
  order.side = intent.terms.side;
  order.quantity = quantity;
  order.arrival_price = Price::FromDouble(board.last_close(pair.id), pair.tick);
  order.filters = {pair.tick, pair.lot, pair.min_notional};
  order.reduces_risk = intent.terms.side == core::Side::kSell;
  order.posts = settings_.algorithm == "iceberg";
  if (order.posts) order.patience = Span(6 * settings_.horizon_minutes);  // a tenth
  order.seed = last_ + 1;
  TRY(const std::vector<double> shares, SharesFor(settings_, quantity, market));
  const std::string own = SettingsOf(settings_, quantity, pair.lot, shares);
  TRY(const auto work, execution::ParentExecution::Start(order, settings_.algorithm, own));
  return ParentStarted{last_ + 1, intent, false, work.Save(), now};
}

void ParentBook::Begin(const ParentStarted& start) {
  auto work = execution::ParentExecution::Restore(start.work);
  CHECK(work.has_value(), "a parent that was planned cannot begin");
  last_ = std::max(last_, start.id);
  Parent parent{start, *std::move(work), start.time, {}, 0, {}, {}, false};
  parent.market.side = start.intent.terms.side;
  parent.market.quantity = start.work.terms.quantity;
  parent.market.decision_price = AtMid(start.intent.reference_price);
  parent.market.arrival_price = start.work.terms.arrival_price;
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

// ---- What happens.

void ParentBook::OnBar(core::InstrumentId instrument, const core::Bar& bar, Quantity lot,
                       base::UnixNanos now) {
  for (auto& [id, parent] : parents_) {
    if (parent.start.intent.terms.instrument != instrument) continue;
    // A bar that began before the parent says nothing of what it may take.
    if (bar.open_time < parent.start.work.terms.start) continue;
    const Quantity volume = Quantity::FromDouble(bar.volume, lot, Rounding::kDown);
    parent.work.OnMarketVolume(volume, now);
    parent.market.market_quantity += volume;
    const Price typical = AtMid((bar.high + bar.low + bar.close) / 3);
    parent.market.market_value += core::Notional(typical, volume);
    if (parent.start.work.terms.posts) {
      const Price tick = parent.work.parent().filters.tick;
      const Price close = Price::FromDouble(bar.close, tick);
      parent.work.OnQuote(close, close + tick);
    }
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

void ParentBook::OnFill(const core::Fill& fill, Decimal fee, double reference, double half_spread,
                        base::UnixNanos now) {
  uint32_t child = 0;
  Parent* parent = OwnerOf(fill.order, &child);
  if (parent == nullptr) return;
  const base::Status told = parent->work.OnChildFilled(child, fill.quantity, now);
  CHECK(told.has_value(), "a parent was told of a child that never was");
  const double worse = core::Sign(fill.side) * half_spread;
  parent->fills.push_back({fill.price, fill.quantity, fee, fill.liquidity, AtMid(reference),
                           AtMid(reference * (1 + worse))});
  parent->next = now;
}

void ParentBook::OnEnd(core::OrderId order, base::UnixNanos now) {
  uint32_t child = 0;
  Parent* parent = OwnerOf(order, &child);
  if (parent == nullptr) return;
  const base::Status told = parent->work.OnChildEnded(child);
  CHECK(told.has_value(), "a parent was told of a child that never was");
  parent->children.erase(child);
  parent->next = now;
  owner_.erase(order);
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
    const execution::ParentStep step = parent.work.Advance(now);
    parent.next = step.next;
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
    ended.push_back(
        {{at->first, parent.start.intent.strategy, pair, parent.start.work.algorithm,
          parent.start.intent.reason, parent.start.time, now, parent.sent, report.left, *costs}});
    at = parents_.erase(at);
  }
  return ended;
}

}  // namespace keel::engine
