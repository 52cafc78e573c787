// SPDX-License-Identifier: MIT
#include "risk/activity.h"

#include <cmath>

namespace keel::risk {
namespace {

using core::Decimal;
using core::Rounding;

constexpr base::Duration kPause = base::Hours(24);  // until the simulated operator comes
constexpr std::string_view kRules[] = {"repeated_execution", "strategy_day_loss"};

constexpr int kRemembered = 1024;  // a limit that is tightened finds what it asks for

size_t Room(std::optional<int> a, std::optional<int> b) {
  return static_cast<size_t>(std::max({a.value_or(0), b.value_or(0), kRemembered}));
}

base::Duration SecondsOf(double seconds) {
  return base::Nanoseconds(static_cast<int64_t>(std::llround(seconds * 1e9)));
}

std::optional<Decimal> ExactShare(std::optional<double> share) {
  if (!share) return std::nullopt;
  return Decimal::FromDouble(*share, Decimal::PowerOfTen(-9));
}

/// The price that is compared: where the order says one.
core::Price PriceOf(const core::OrderTerms& terms) {
  return terms.limit_price.is_zero() ? terms.stop_price : terms.limit_price;
}

}  // namespace

Activity::Activity(const Limits& limits, const core::Universe& universe, size_t strategies)
    : limits_(limits),
      instruments_(universe.instruments().size()),
      own_volume_(instruments_, RollingSum(base::Hours(1))),
      strategies_(
          strategies,
          {RecentTimes(Room(limits.entries_per_hour, limits.entries_per_day)), 0, {}, {}, {}}),
      open_profit_(strategies * instruments_),
      last_unit_(instruments_) {
  std::vector<std::string_view> venues;
  for (const core::Instrument& pair : universe.instruments()) {
    const auto at = std::find(venues.begin(), venues.end(), pair.venue);
    venue_of_.push_back(static_cast<size_t>(at - venues.begin()));
    if (at == venues.end()) venues.push_back(pair.venue);
  }
  sends_.assign(venues.size(), RecentTimes(Room(limits.orders_per_second, limits.orders_per_10s)));
  day_loss_ = ExactShare(limits.strategy_day_loss);
}

void Activity::ChangeLimits(const Limits& limits, const portfolio::Ledger& ledger,
                            base::UnixNanos now) {
  limits_ = limits;
  day_loss_ = ExactShare(limits.strategy_day_loss);
  for (RecentTimes& sends : sends_) {
    sends.Grow(Room(limits.orders_per_second, limits.orders_per_10s));
  }
  OnTime(NotBefore(now), ledger);
  for (size_t s = 0; s < strategies_.size(); ++s) {
    const core::StrategyId id{static_cast<uint16_t>(s)};
    strategies_[s].entries.Grow(Room(limits.entries_per_hour, limits.entries_per_day));
    LookAtEntries(id, last_);
    LookAtStreak(id, last_);
  }
  LookAtLosses(last_, ledger);
}

bool Activity::IsNeeded(const Limits& l) {
  return l.participation || l.duplicate_s || l.orders_per_second || l.orders_per_10s ||
         l.entries_per_hour || l.entries_per_day || l.losing_streak || l.strategy_day_loss ||
         l.turnover_per_day || l.fees_alert;
}

void Activity::OnIntent(const core::Intent& intent, base::UnixNanos now) {
  if (!limits_.duplicate_s || intent.terms.side == core::Side::kSell) return;
  const base::Duration window = SecondsOf(*limits_.duplicate_s);
  const core::OrderTerms& terms = intent.terms;
  std::erase_if(passed_, [&](const SavedPassed& p) { return now - p.time >= window; });
  passed_.push_back({terms.instrument, terms.side, terms.quantity, PriceOf(terms), NotBefore(now)});
}

void Activity::OnOrder(const core::Order& order, bool begins_entry, base::UnixNanos now) {
  sends_[venue_of_[order.terms.instrument.index]].Push(NotBefore(now));
  if (begins_entry && order.terms.side == core::Side::kBuy) CountEntry(order.strategy, now);
}

void Activity::CountEntry(core::StrategyId strategy, base::UnixNanos now) {
  strategies_[strategy.index].entries.Push(now);
  LookAtEntries(strategy, now);
}

void Activity::LookAtEntries(core::StrategyId strategy, base::UnixNanos now) {
  const RecentTimes& entries = strategies_[strategy.index].entries;
  for (const auto& [limit, window] : {std::pair(limits_.entries_per_hour, base::Hours(1)),
                                      std::pair(limits_.entries_per_day, base::Hours(24))}) {
    if (!limit || !entries.Has(static_cast<size_t>(*limit), now, window)) continue;
    const double count = *limit;
    Close(strategy, StrategyRule::kRepeatedExecution, {true, now + kPause, count, count}, now);
    return;
  }
}

void Activity::BeforeFill(const core::Fill& fill, const portfolio::Ledger& ledger) {
  const base::UnixNanos now = NotBefore(fill.time);
  OnTime(now, ledger);
  const bool at_venue = fill.liquidity != core::Liquidity::kInternal;
  if (at_venue) own_volume_[fill.instrument.index].Add(now, fill.quantity);
  const Decimal rate = ledger.rate(ledger.universe().at(fill.instrument).quote);
  const portfolio::Settlement settlement = ledger.Settle(fill);
  const Decimal fee = core::Mul(settlement.fee, rate, Rounding::kHalfEven);
  const Decimal value = core::Mul(settlement.amount, rate, Rounding::kHalfEven);
  if (at_venue) turnover_ += core::Mul(settlement.value, rate, Rounding::kHalfEven);
  fees_ += fee;
  StrategyState& state = strategies_[fill.strategy.index];
  state.flow += fill.side == core::Side::kSell ? value - fee : -(value + fee);
}

void Activity::AfterFill(const core::Fill& fill, std::span<const portfolio::ClosedLot> closed,
                         const portfolio::Ledger& ledger) {
  Decimal& profit = OpenProfit(fill.strategy, fill.instrument);
  for (const portfolio::ClosedLot& lot : closed) {
    profit += lot.proceeds - lot.exit_fee - lot.entry.cost - lot.entry.fee;
  }
  // Fees in coins leave less than a lot behind.
  const bool flat = ledger.position(fill.strategy, fill.instrument).quantity() <
                    ledger.universe().at(fill.instrument).lot;
  if (flat && !closed.empty()) CountRoundTrip(fill.strategy, fill.instrument, last_);
  last_unit_[fill.instrument.index] = UnitValue(fill.instrument, ledger);
  LookAtLosses(last_, ledger);
}

void Activity::CountRoundTrip(core::StrategyId strategy, core::InstrumentId instrument,
                              base::UnixNanos now) {
  StrategyState& state = strategies_[strategy.index];
  Decimal& profit = OpenProfit(strategy, instrument);
  state.losses_in_a_row = profit.is_negative() ? state.losses_in_a_row + 1 : 0;
  profit = {};
  LookAtStreak(strategy, now);
}

void Activity::LookAtStreak(core::StrategyId strategy, base::UnixNanos now) {
  const double count = strategies_[strategy.index].losses_in_a_row;
  if (!limits_.losing_streak || count < *limits_.losing_streak) return;
  Close(strategy, StrategyRule::kRepeatedExecution,
        {true, now + kPause, count, static_cast<double>(*limits_.losing_streak)}, now);
}

Decimal Activity::UnitValue(core::InstrumentId id, const portfolio::Ledger& ledger) const {
  return core::Mul(ledger.mark(id).value(), ledger.rate(ledger.universe().at(id).quote),
                   Rounding::kHalfEven);
}

void Activity::RememberUnits(const portfolio::Ledger& ledger) {
  for (uint32_t i = 0; i < instruments_; ++i) {
    if (!ledger.position(core::InstrumentId{i}).is_zero()) last_unit_[i] = UnitValue({i}, ledger);
  }
}

Decimal Activity::DayProfit(core::StrategyId strategy, const portfolio::Ledger& ledger) const {
  const StrategyState& state = strategies_[strategy.index];
  Decimal value = state.flow - state.value_at_start;
  for (uint32_t i = 0; i < instruments_; ++i) {
    const core::Quantity held = ledger.position(strategy, {i}).quantity();
    if (held.is_zero()) continue;
    value += core::Mul(held.value(), UnitValue({i}, ledger), Rounding::kHalfEven);
  }
  return value;
}

// After a gap the day starts at the last known prices, as the breaker has it.
void Activity::StartDay(base::UnixNanos now, const portfolio::Ledger& ledger) {
  const bool at_midnight = next_day_ == base::kBeginningOfTime || now == base::StartOfDay(now);
  if (at_midnight) RememberUnits(ledger);
  for (size_t s = 0; s < strategies_.size(); ++s) {
    StrategyState& state = strategies_[s];
    state.flow = state.value_at_start = {};
    for (uint32_t i = 0; i < instruments_; ++i) {
      const core::StrategyId id{static_cast<uint16_t>(s)};
      const core::Quantity held = ledger.position(id, {i}).quantity();
      if (held.is_zero()) continue;
      state.value_at_start += core::Mul(held.value(), last_unit_[i], Rounding::kHalfEven);
    }
  }
  turnover_ = fees_ = {};
  next_day_ = base::StartOfDay(now) + base::Days(1);
}

void Activity::OnTime(base::UnixNanos now, const portfolio::Ledger& ledger) {
  if (now >= next_day_) StartDay(now, ledger);
  if (now >= next_release_) Release(now);
}

void Activity::OnPrices(base::UnixNanos now, const portfolio::Ledger& ledger) {
  OnTime(NotBefore(now), ledger);
  if (!day_loss_) return;
  RememberUnits(ledger);
  LookAtLosses(now, ledger);
}

std::optional<Decimal> Activity::DayLossLimit(const portfolio::Ledger& ledger) const {
  if (!day_loss_) return std::nullopt;
  return core::Mul(ledger.equity(), *day_loss_, Rounding::kUp);
}

void Activity::LookAtLosses(base::UnixNanos now, const portfolio::Ledger& ledger) {
  const std::optional<Decimal> told = DayLossLimit(ledger);
  if (!told) return;
  const Decimal limit = *told;
  for (size_t s = 0; s < strategies_.size(); ++s) {
    const core::StrategyId id{static_cast<uint16_t>(s)};
    if (IsDisabled(id, StrategyRule::kDayLoss)) continue;
    const Decimal profit = DayProfit(id, ledger);
    if (!profit.is_negative() || -profit < limit) continue;
    Close(id, StrategyRule::kDayLoss, {true, next_day_, -profit.ToDouble(), limit.ToDouble()}, now);
  }
}

void Activity::Close(core::StrategyId strategy, StrategyRule rule, Latch latch,
                     base::UnixNanos now) {
  Latch& old = strategies_[strategy.index].latches[static_cast<size_t>(rule)];
  if (old.closed) return;
  old = latch;
  next_release_ = std::min(next_release_, latch.release_at);
  events_.push_back({core::TradingState::kActive,
                     core::TradingState::kReducing,
                     kRules[static_cast<size_t>(rule)],
                     "breaker",
                     latch.value,
                     latch.limit,
                     now,
                     {.strategy = strategy}});
}

void Activity::Open(core::StrategyId strategy, StrategyRule rule, std::string_view by,
                    std::string_view reason, base::UnixNanos now) {
  StrategyState& state = strategies_[strategy.index];
  state.latches[static_cast<size_t>(rule)] = {};
  if (rule == StrategyRule::kRepeatedExecution) {
    state.entries.Clear();
    state.losses_in_a_row = 0;
  }
  events_.push_back({core::TradingState::kReducing,
                     core::TradingState::kActive,
                     kRules[static_cast<size_t>(rule)],
                     by,
                     0,
                     0,
                     now,
                     {.strategy = strategy},
                     reason});
}

void Activity::Release(base::UnixNanos now) {
  next_release_ = base::kEndOfTime;
  for (size_t s = 0; s < strategies_.size(); ++s) {
    for (const StrategyRule rule : {StrategyRule::kRepeatedExecution, StrategyRule::kDayLoss}) {
      const Latch& latch = strategies_[s].latches[static_cast<size_t>(rule)];
      if (!latch.closed) continue;
      if (now >= latch.release_at) {
        Open({static_cast<uint16_t>(s)}, rule, "simulated operator", "", now);
      } else {
        next_release_ = std::min(next_release_, latch.release_at);
      }
    }
  }
}

base::Status Activity::Enable(core::StrategyId strategy, std::string_view by,
                              std::string_view reason, base::UnixNanos now) {
  if (reason.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      "a disabled strategy is enabled again only with a reason: say one");
  }
  by = texts_.Keep(by);
  reason = texts_.Keep(reason);
  for (const StrategyRule rule : {StrategyRule::kRepeatedExecution, StrategyRule::kDayLoss}) {
    if (IsDisabled(strategy, rule)) Open(strategy, rule, by, reason, now);
  }
  return {};
}

std::pair<double, double> Activity::WhyDisabled(core::StrategyId strategy,
                                                StrategyRule rule) const {
  const Latch& latch = strategies_[strategy.index].latches[static_cast<size_t>(rule)];
  return {latch.value, latch.limit};
}

std::optional<base::UnixNanos> Activity::LastAlike(const core::OrderTerms& terms,
                                                   base::UnixNanos now) const {
  if (!limits_.duplicate_s) return std::nullopt;
  const base::Duration window = SecondsOf(*limits_.duplicate_s);
  for (auto p = passed_.rbegin(); p != passed_.rend() && now - p->time < window; ++p) {
    if (p->instrument == terms.instrument && p->side == terms.side &&
        p->quantity == terms.quantity && p->price == PriceOf(terms)) {
      return p->time;
    }
  }
  return std::nullopt;
}

base::UnixNanos Activity::NextRoom(core::InstrumentId instrument, base::UnixNanos now) const {
  const RecentTimes& sends = sends_[venue_of_[instrument.index]];
  base::UnixNanos room = now;
  for (const auto& [limit, window] : {std::pair(limits_.orders_per_second, base::Seconds(1)),
                                      std::pair(limits_.orders_per_10s, base::Seconds(10))}) {
    if (!limit) continue;
    const auto nth = sends.Newest(static_cast<size_t>(*limit));
    if (nth) room = std::max(room, *nth + window);
  }
  return room;
}

}  // namespace keel::risk
