// SPDX-License-Identifier: MIT
// The drawdown breaker: ACTIVE, REDUCING (exits only), HALTED (exits only, entries cancelled). It
// latches: a day's halt ends at the next 00:00 UTC, a week's on the next Monday, a total one after
// 30 days, each released by the simulated operator in a backtest, by a person live.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/event.h"
#include "risk/check.h"

namespace keel::risk {

using BreakerEvent = std::variant<core::TradingStateChanged, core::RiskAlert>;

class Breaker {
 public:
  explicit Breaker(const Limits& limits);

  /// Whether any drawdown limit is set; when not, OnEquity need not be called.
  bool enabled() const { return enabled_; }
  core::TradingState state() const { return state_; }
  /// Takes the equity at `now` (times never go back); appends what changed.
  void OnEquity(base::UnixNanos now, core::Decimal equity, std::vector<BreakerEvent>* events);

 private:
  /// One latched rule: how far it went and when the operator releases it.
  struct Latch {
    std::string_view rule;
    core::TradingState level = core::TradingState::kActive;
    base::UnixNanos release_at = base::kEndOfTime;
  };

  void StartDay(base::UnixNanos now, core::Decimal equity);
  void Release(base::UnixNanos now, core::Decimal equity, std::vector<BreakerEvent>* events);
  void Trip(Latch& latch, core::TradingState level, base::UnixNanos release_at);
  void CheckDaily(base::UnixNanos now, double drawdown, std::vector<BreakerEvent>* events);
  void Settle(base::UnixNanos now, std::string_view by, const Latch& cause, double value,
              double limit, std::vector<BreakerEvent>* events);

  Limits limits_;
  bool enabled_;
  core::TradingState state_ = core::TradingState::kActive;
  Latch daily_{"daily_drawdown"};
  Latch weekly_{"weekly_drawdown"};
  Latch total_{"total_drawdown"};
  bool alerted_today_ = false;
  int64_t day_ = INT64_MIN;
  base::UnixNanos next_day_{};
  core::Decimal last_equity_;
  core::Decimal day_start_;
  core::Decimal week_high_;
  core::Decimal high_;
};

}  // namespace keel::risk
