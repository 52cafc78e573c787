// SPDX-License-Identifier: MIT
#include "risk/breaker.h"

#include <algorithm>

namespace keel::risk {
namespace {

constexpr int64_t kMondayOffset = 3;  // 1970-01-01 was a Thursday

int64_t WeekNumber(int64_t day) {
  const int64_t shifted = day + kMondayOffset;
  return shifted >= 0 ? shifted / 7 : (shifted - 6) / 7;
}

base::UnixNanos StartOfNextWeek(int64_t day) {
  return {((WeekNumber(day) + 1) * 7 - kMondayOffset) * base::Days(1).ns};
}

bool HasDrawdownLimit(const Limits& limits) {
  return limits.daily_alert || limits.daily_reducing || limits.daily_halt || limits.weekly_halt ||
         limits.total_halt;
}

}  // namespace

Breaker::Watermark::Watermark(std::optional<double> limit) { ChangeLimit(limit); }

void Breaker::Watermark::ChangeLimit(std::optional<double> limit) {
  limit_.reset();
  if (limit) limit_ = core::Decimal::FromDouble(*limit, core::Decimal::PowerOfTen(-9));
  floor_.reset();
}

void Breaker::Watermark::Reset(core::Decimal level) {
  level_ = level;
  floor_.reset();
}

// A drawdown of exactly the limit breaches it, hence the floor of the exact product. An account
// without equity cannot lose a share of it.
core::Decimal Breaker::Watermark::FloorNow() const {
  if (!level_.is_positive()) return -core::Decimal::PowerOfTen(25);
  return core::Mul(level_, core::Decimal::FromInt(1) - *limit_, core::Rounding::kFloor);
}

core::Decimal Breaker::Watermark::Floor() {
  if (!floor_) floor_ = FloorNow();
  return *floor_;
}

double Breaker::Watermark::Drawdown(core::Decimal equity) const {
  return (level_ - equity).ToDouble() / level_.ToDouble();
}

Breaker::Breaker(const Limits& limits)
    : limits_(limits),
      enabled_(HasDrawdownLimit(limits)),
      day_alert_(limits.daily_alert),
      day_reducing_(limits.daily_reducing),
      day_halt_(limits.daily_halt),
      week_high_(limits.weekly_halt),
      high_(limits.total_halt) {}

void Breaker::ChangeLimits(const Limits& limits) {
  limits_ = limits;
  enabled_ = HasDrawdownLimit(limits);
  day_alert_.ChangeLimit(limits.daily_alert);
  day_reducing_.ChangeLimit(limits.daily_reducing);
  day_halt_.ChangeLimit(limits.daily_halt);
  week_high_.ChangeLimit(limits.weekly_halt);
  high_.ChangeLimit(limits.total_halt);
}

std::vector<DrawdownMark> Breaker::Marks() const {
  std::vector<DrawdownMark> marks;
  if (day_ == INT64_MIN) return marks;
  const auto add = [&marks](std::string_view limit, const Watermark& mark) {
    if (mark.is_held() && mark.level().is_positive())
      marks.push_back({limit, mark.level(), mark.FloorNow()});
  };
  add("daily_alert", day_alert_);
  add("daily_reducing", day_reducing_);
  add("daily_halt", day_halt_);
  add("weekly_halt", week_high_);
  add("total_halt", high_);
  return marks;
}

SavedBreaker Breaker::Save() const {
  const auto save = [](const Latch& latch) { return SavedLatch{latch.level, latch.release_at}; };
  SavedBreaker saved{save(daily_), save(weekly_), save(total_), alerted_today_};
  if (day_ != INT64_MIN) saved.day = next_day_ - base::Days(1);
  saved.last_equity = last_equity_;
  saved.day_start = day_halt_.level();
  saved.week_high = week_high_.level();
  saved.high = high_.level();
  return saved;
}

void Breaker::Restore(const SavedBreaker& saved) {
  const auto restore = [](const SavedLatch& from, Latch& latch) {
    latch.level = from.level;
    latch.release_at = from.release_at;
  };
  restore(saved.daily, daily_);
  restore(saved.weekly, weekly_);
  restore(saved.total, total_);
  state_ = std::max({daily_.level, weekly_.level, total_.level});
  alerted_today_ = saved.alerted_today;
  if (saved.day) {
    day_ = base::DayNumber(*saved.day);
    next_day_ = *saved.day + base::Days(1);
  }
  last_equity_ = saved.last_equity;
  for (Watermark* mark : {&day_alert_, &day_reducing_, &day_halt_}) mark->Reset(saved.day_start);
  week_high_.Reset(saved.week_high);
  high_.Reset(saved.high);
}

void Breaker::StartDay(base::UnixNanos now, core::Decimal equity) {
  const int64_t day = base::DayNumber(now);
  const bool first = day_ == INT64_MIN;
  // A bar that closes at 00:00 is the day's start; after a gap the last known equity is.
  const core::Decimal start = first || now == base::StartOfDay(now) ? equity : last_equity_;
  for (Watermark* mark : {&day_alert_, &day_reducing_, &day_halt_}) mark->Reset(start);
  if (first || WeekNumber(day) != WeekNumber(day_)) week_high_.Reset(start);
  if (first) high_.Reset(equity);
  day_ = day;
  next_day_ = base::StartOfDay(now) + base::Days(1);
  alerted_today_ = false;
}

void Breaker::Trip(Latch& latch, core::TradingState level, base::UnixNanos release_at) {
  latch.level = level;
  latch.release_at = release_at;
}

void Breaker::Settle(base::UnixNanos now, const Cause& cause, std::vector<BreakerEvent>* events) {
  const core::TradingState to = std::max({daily_.level, weekly_.level, total_.level});
  if (to == state_) return;
  events->push_back(
      core::TradingStateChanged{state_, to, cause.rule, cause.by, cause.value, cause.limit, now});
  state_ = to;
}

void Breaker::Release(base::UnixNanos now, core::Decimal equity,
                      std::vector<BreakerEvent>* events) {
  for (Latch* latch : {&daily_, &weekly_, &total_}) {
    if (latch->level == core::TradingState::kActive || now < latch->release_at) continue;
    latch->level = core::TradingState::kActive;
    latch->release_at = base::kEndOfTime;
    if (latch == &total_) high_.Reset(equity);  // or it would trip again at once
    if (latch != &daily_) week_high_.Reset(equity);
    Settle(now, {latch->rule, "simulated operator"}, events);
  }
}

void Breaker::CheckDaily(base::UnixNanos now, core::Decimal equity,
                         std::vector<BreakerEvent>* events) {
  using enum core::TradingState;
  if (!alerted_today_ && day_alert_.IsBreachedAt(equity)) {
    alerted_today_ = true;
    events->push_back(
        core::RiskAlert{daily_.rule, day_alert_.Drawdown(equity), *limits_.daily_alert, now});
  }
  if (daily_.level < kHalted && day_halt_.IsBreachedAt(equity)) {
    Trip(daily_, kHalted, next_day_);
    Settle(now, {daily_.rule, "breaker", day_halt_.Drawdown(equity), *limits_.daily_halt}, events);
  } else if (daily_.level < kReducing && day_reducing_.IsBreachedAt(equity)) {
    Trip(daily_, kReducing, next_day_);
    Settle(now, {daily_.rule, "breaker", day_reducing_.Drawdown(equity), *limits_.daily_reducing},
           events);
  }
}

void Breaker::OnEquity(base::UnixNanos now, core::Decimal equity,
                       std::vector<BreakerEvent>* events) {
  using enum core::TradingState;
  if (day_ == INT64_MIN || now >= next_day_) StartDay(now, equity);
  if (state_ != kActive) Release(now, equity, events);
  last_equity_ = equity;
  week_high_.Raise(equity);
  high_.Raise(equity);

  CheckDaily(now, equity, events);
  if (weekly_.level < kHalted && week_high_.IsBreachedAt(equity)) {
    Trip(weekly_, kHalted, StartOfNextWeek(day_));
    Settle(now, {weekly_.rule, "breaker", week_high_.Drawdown(equity), *limits_.weekly_halt},
           events);
  }
  if (total_.level < kHalted && high_.IsBreachedAt(equity)) {
    Trip(total_, kHalted, now + base::Days(30));
    Settle(now, {total_.rule, "breaker", high_.Drawdown(equity), *limits_.total_halt}, events);
  }
}

}  // namespace keel::risk
