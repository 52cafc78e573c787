// SPDX-License-Identifier: MIT
// What the account did lately, in one place: the time windows that the checks ask about, and the
// strategies that are disabled for what they did. The desk feeds it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "portfolio/ledger.h"
#include "risk/kept_texts.h"
#include "risk/limits.h"
#include "risk/recent.h"
#include "risk/saved_state.h"

namespace keel::risk {

/// Why a strategy may make no entries.
enum class StrategyRule : uint8_t { kRepeatedExecution, kDayLoss };

/// Times never go back; a fill is reported twice, before and after it is booked.
class Activity {
 public:
  Activity(const Limits& limits, const core::Universe& universe, size_t strategies);

  /// Whether any limit needs what is kept here.
  static bool IsNeeded(const Limits& limits);

  /// An intent was asked for: its id is used up.
  void OnAsked(const core::Intent& intent) {
    if (intent.id != 0) used_ids_.Add(intent.id);
  }
  /// An intent passed and its first order went out, or waits to.
  void OnIntent(const core::Intent& intent, base::UnixNanos now);
  /// An order was sent. `begins_entry`: it is not a later slice.
  void OnOrder(const core::Order& order, bool begins_entry, base::UnixNanos now);
  /// A fill was heard and is not booked yet.
  void BeforeFill(const core::Fill& fill, const portfolio::Ledger& ledger);
  /// It is booked; `closed` are the lots that it closed.
  void AfterFill(const core::Fill& fill, std::span<const portfolio::ClosedLot> closed,
                 const portfolio::Ledger& ledger);
  /// Prices moved: a new day begins, the simulated operator comes, losses are looked at.
  void OnPrices(base::UnixNanos now, const portfolio::Ledger& ledger);
  /// The part of OnPrices that needs the clock alone.
  void OnTime(base::UnixNanos now, const portfolio::Ledger& ledger);

  /// A person lets a strategy enter again. kUsage without a reason.
  base::Status Enable(core::StrategyId strategy, std::string_view by, std::string_view reason,
                      base::UnixNanos now);
  /// Holds to other limits at once: what they forbid now trips now. What tripped stays tripped.
  /// Entries and sends are counted from among the last 1,024 (or the largest limit there was).
  void ChangeLimits(const Limits& limits, const portfolio::Ledger& ledger, base::UnixNanos now);

  /// What is remembered, and going on from it as if there had been no restart. Restore requires
  /// the universe and the number of strategies of Save.
  SavedActivity Save() const;
  void Restore(const SavedActivity& saved);

  /// What tripped and what was released since the last call, in order.
  std::vector<core::TradingStateChanged> TakeEvents() { return std::exchange(events_, {}); }
  bool has_events() const { return !events_.empty(); }

  // ---- What the checks ask.
  bool IsDisabled(core::StrategyId strategy, StrategyRule rule) const {
    return strategies_[strategy.index].latches[static_cast<size_t>(rule)].closed;
  }
  /// What tripped it, and the limit.
  std::pair<double, double> WhyDisabled(core::StrategyId strategy, StrategyRule rule) const;
  bool WasUsed(uint64_t intent_id) const { return used_ids_.Contains(intent_id); }
  /// When the same terms passed last, if less than the limit ago.
  std::optional<base::UnixNanos> LastAlike(const core::OrderTerms& terms,
                                           base::UnixNanos now) const;
  /// The first instant at which one more order may go to the pair's venue; `now` where it may now.
  base::UnixNanos NextRoom(core::InstrumentId instrument, base::UnixNanos now) const;
  /// Base units that own fills made of the pair's volume in the hour up to `now`.
  core::Quantity HourVolume(core::InstrumentId instrument, base::UnixNanos now) const {
    return own_volume_[instrument.index].Sum(now);
  }
  /// Value of the fills since 00:00 UTC, account currency.
  core::Decimal turnover() const { return turnover_; }
  core::Decimal fees() const { return fees_; }
  /// Entries of the strategy, and orders to the pair's venue, within the window that ends now; at
  /// most as many as are remembered.
  size_t Entries(core::StrategyId strategy, base::UnixNanos now, base::Duration window) const {
    return strategies_[strategy.index].entries.Count(now, window);
  }
  size_t Sends(core::InstrumentId instrument, base::UnixNanos now, base::Duration window) const {
    return sends_[venue_of_[instrument.index]].Count(now, window);
  }
  int LossesInARow(core::StrategyId strategy) const {
    return strategies_[strategy.index].losses_in_a_row;
  }
  size_t strategies() const { return strategies_.size(); }
  /// The loss at which a strategy is disabled for the day; absent: none is.
  std::optional<core::Decimal> DayLossLimit(const portfolio::Ledger& ledger) const;
  /// Realised and unrealised profit since 00:00 UTC, fees included, account currency.
  core::Decimal DayProfit(core::StrategyId strategy, const portfolio::Ledger& ledger) const;

 private:
  struct Latch {
    bool closed = false;
    base::UnixNanos release_at = base::kEndOfTime;
    double value = 0, limit = 0;
  };
  struct StrategyState {
    RecentTimes entries;
    int losses_in_a_row = 0;
    std::array<Latch, 2> latches;
    core::Decimal value_at_start;  ///< of the day
    core::Decimal flow;            ///< of money since then: sales less purchases and fees
  };

  base::UnixNanos NotBefore(base::UnixNanos t) { return last_ = std::max(last_, t); }
  void StartDay(base::UnixNanos now, const portfolio::Ledger& ledger);
  void Release(base::UnixNanos now);
  void Close(core::StrategyId strategy, StrategyRule rule, Latch latch, base::UnixNanos now);
  void Open(core::StrategyId strategy, StrategyRule rule, std::string_view by,
            std::string_view reason, base::UnixNanos now);
  void CountEntry(core::StrategyId strategy, base::UnixNanos now);
  void LookAtEntries(core::StrategyId strategy, base::UnixNanos now);
  void LookAtStreak(core::StrategyId strategy, base::UnixNanos now);
  void CountRoundTrip(core::StrategyId strategy, core::InstrumentId instrument,
                      base::UnixNanos now);
  void LookAtLosses(base::UnixNanos now, const portfolio::Ledger& ledger);
  core::Decimal UnitValue(core::InstrumentId id, const portfolio::Ledger& ledger) const;
  void RememberUnits(const portfolio::Ledger& ledger);
  core::Decimal& OpenProfit(core::StrategyId strategy, core::InstrumentId instrument) {
    return open_profit_[strategy.index * instruments_ + instrument.index];
  }

  Limits limits_;
  size_t instruments_;
  std::vector<size_t> venue_of_;    // by instrument
  std::vector<RecentTimes> sends_;  // by venue
  std::vector<RollingSum> own_volume_;
  std::vector<StrategyState> strategies_;
  std::vector<core::Decimal> open_profit_;  // realised since flat, strategy x instrument
  std::vector<core::Decimal> last_unit_;    // value of one unit at the last look, by instrument
  std::vector<SavedPassed> passed_;         // of the last few seconds
  UsedNumbers used_ids_;
  core::Decimal turnover_, fees_;
  base::UnixNanos last_ = base::kBeginningOfTime;
  base::UnixNanos next_day_ = base::kBeginningOfTime;
  base::UnixNanos next_release_ = base::kEndOfTime;
  std::optional<core::Decimal> day_loss_;
  std::vector<core::TradingStateChanged> events_;
  KeptTexts texts_;
};

}  // namespace keel::risk
