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
#include "risk/saved_state.h"

namespace keel::risk {

/// A drawdown limit as it stands: from which equity a fall is told, and at which it is breached.
struct DrawdownMark {
  std::string_view limit;  ///< its name in Limits
  core::Decimal from, floor;
};

using BreakerEvent = std::variant<core::TradingStateChanged, core::RiskAlert>;

class Breaker {
 public:
  explicit Breaker(const Limits& limits);

  /// Whether any drawdown limit is set; when not, OnEquity need not be called.
  bool enabled() const { return enabled_; }
  core::TradingState state() const { return state_; }
  /// Takes the equity at `now` (times never go back); appends what changed.
  void OnEquity(base::UnixNanos now, core::Decimal equity, std::vector<BreakerEvent>* events);
  /// Holds to other limits from the next equity on; what tripped stays tripped.
  void ChangeLimits(const Limits& limits);

  /// The drawdown limits in force, as of the last equity; none before the first,
  /// and none of an equity that is not there.
  std::vector<DrawdownMark> Marks() const;

  /// What it remembers, and going on from it as if there had been no restart.
  SavedBreaker Save() const;
  void Restore(const SavedBreaker& saved);

 private:
  /// One latched rule: how far it went and when the operator releases it.
  struct Latch {
    std::string_view rule;
    core::TradingState level = core::TradingState::kActive;
    base::UnixNanos release_at = base::kEndOfTime;
  };
  /// Why the state may change: by whom, and what was measured against which limit.
  struct Cause {
    std::string_view rule;
    std::string_view by;
    double value = 0;
    double limit = 0;
  };
  /// The equity from which a fall is told, and the equity at which it has become `limit`: exact,
  /// told once for many bars.
  class Watermark {
   public:
    explicit Watermark(std::optional<double> limit);
    void ChangeLimit(std::optional<double> limit);
    core::Decimal level() const { return level_; }
    void Reset(core::Decimal level);
    void Raise(core::Decimal equity) {
      if (equity > level_) Reset(equity);
    }
    bool IsBreachedAt(core::Decimal equity) {
      if (!limit_ || (equity >= level_ && !limit_->is_zero())) return false;
      return equity <= Floor();
    }
    /// The fall from the mark as a fraction of it.
    double Drawdown(core::Decimal equity) const;
    bool is_held() const { return limit_.has_value(); }
    /// The equity at which the limit, which is_held, is breached.
    core::Decimal FloorNow() const;

   private:
    core::Decimal Floor();

    std::optional<core::Decimal> limit_;
    core::Decimal level_;
    std::optional<core::Decimal> floor_;
  };

  void StartDay(base::UnixNanos now, core::Decimal equity);
  void Release(base::UnixNanos now, core::Decimal equity, std::vector<BreakerEvent>* events);
  void Trip(Latch& latch, core::TradingState level, base::UnixNanos release_at);
  void CheckDaily(base::UnixNanos now, core::Decimal equity, std::vector<BreakerEvent>* events);
  void Settle(base::UnixNanos now, const Cause& cause, std::vector<BreakerEvent>* events);

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
  Watermark day_alert_;
  Watermark day_reducing_;
  Watermark day_halt_;
  Watermark week_high_;
  Watermark high_;
};

}  // namespace keel::risk
