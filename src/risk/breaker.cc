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

double Drawdown(core::Decimal from, core::Decimal equity) {
  return from.is_positive() ? 1 - equity.ToDouble() / from.ToDouble() : 0;
}

}  // namespace

Breaker::Breaker(const Limits& limits)
    : limits_(limits),
      enabled_(limits.daily_alert || limits.daily_reducing || limits.daily_halt ||
               limits.weekly_halt || limits.total_halt) {}

void Breaker::StartDay(base::UnixNanos now, core::Decimal equity) {
  const int64_t day = base::DayNumber(now);
  const bool first = day_ == INT64_MIN;
  // A bar that closes at 00:00 is the day's start; after a gap the last known equity is.
  day_start_ = first || now == base::StartOfDay(now) ? equity : last_equity_;
  if (first || WeekNumber(day) != WeekNumber(day_)) week_high_ = day_start_;
  if (first) high_ = equity;
  day_ = day;
  next_day_ = base::StartOfDay(now) + base::Days(1);
  alerted_today_ = false;
}

void Breaker::Trip(Latch& latch, core::TradingState level, base::UnixNanos release_at) {
  latch.level = level;
  latch.release_at = release_at;
}

void Breaker::Settle(base::UnixNanos now, std::string_view by, const Latch& cause, double value,
                     double limit, std::vector<BreakerEvent>* events) {
  const core::TradingState to = std::max({daily_.level, weekly_.level, total_.level});
  if (to == state_) return;
  events->push_back(core::TradingStateChanged{state_, to, cause.rule, by, value, limit, now});
  state_ = to;
}

void Breaker::Release(base::UnixNanos now, core::Decimal equity,
                      std::vector<BreakerEvent>* events) {
  for (Latch* latch : {&daily_, &weekly_, &total_}) {
    if (latch->level == core::TradingState::kActive || now < latch->release_at) continue;
    latch->level = core::TradingState::kActive;
    latch->release_at = base::kEndOfTime;
    if (latch == &total_) high_ = equity;  // or it would trip again at once
    if (latch != &daily_) week_high_ = equity;
    Settle(now, "simulated operator", *latch, 0, 0, events);
  }
}

void Breaker::CheckDaily(base::UnixNanos now, double drawdown, std::vector<BreakerEvent>* events) {
  using enum core::TradingState;
  if (limits_.daily_halt && drawdown >= *limits_.daily_halt && daily_.level < kHalted) {
    Trip(daily_, kHalted, next_day_);
    Settle(now, "breaker", daily_, drawdown, *limits_.daily_halt, events);
  } else if (limits_.daily_reducing && drawdown >= *limits_.daily_reducing &&
             daily_.level < kReducing) {
    Trip(daily_, kReducing, next_day_);
    Settle(now, "breaker", daily_, drawdown, *limits_.daily_reducing, events);
  } else if (limits_.daily_alert && drawdown >= *limits_.daily_alert && !alerted_today_) {
    alerted_today_ = true;
    events->push_back(core::RiskAlert{"daily_drawdown", drawdown, *limits_.daily_alert, now});
  }
}

void Breaker::OnEquity(base::UnixNanos now, core::Decimal equity,
                       std::vector<BreakerEvent>* events) {
  using enum core::TradingState;
  if (day_ == INT64_MIN || now >= next_day_) StartDay(now, equity);
  if (state_ != kActive) Release(now, equity, events);
  last_equity_ = equity;
  week_high_ = std::max(week_high_, equity);
  high_ = std::max(high_, equity);

  CheckDaily(now, Drawdown(day_start_, equity), events);
  const double weekly = Drawdown(week_high_, equity);
  if (limits_.weekly_halt && weekly >= *limits_.weekly_halt && weekly_.level < kHalted) {
    Trip(weekly_, kHalted, StartOfNextWeek(day_));
    Settle(now, "breaker", weekly_, weekly, *limits_.weekly_halt, events);
  }
  const double total = Drawdown(high_, equity);
  if (limits_.total_halt && total >= *limits_.total_halt && total_.level < kHalted) {
    Trip(total_, kHalted, now + base::Days(30));
    Settle(now, "breaker", total_, total, *limits_.total_halt, events);
  }
}

}  // namespace keel::risk
