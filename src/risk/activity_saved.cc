// SPDX-License-Identifier: MIT
// Activity over a restart.
#include "base/check.h"
#include "risk/activity.h"

namespace keel::risk {

SavedActivity Activity::Save() const {
  SavedActivity saved;
  for (const RecentTimes& sends : sends_) saved.sends.push_back(sends.All());
  for (const RollingSum& volume : own_volume_) {
    auto& kept = saved.own_volume.emplace_back();
    for (const auto& [time, amount] : volume.items()) kept.push_back({time, amount});
  }
  const auto save = [](const Latch& latch) {
    return SavedLatch{latch.closed ? core::TradingState::kReducing : core::TradingState::kActive,
                      latch.release_at, latch.value, latch.limit};
  };
  for (const StrategyState& state : strategies_) {
    saved.strategies.push_back({state.entries.All(), state.losses_in_a_row, save(state.latches[0]),
                                save(state.latches[1]), state.value_at_start, state.flow});
  }
  saved.open_profit = open_profit_;
  saved.last_unit = last_unit_;
  saved.passed = passed_;
  saved.used_up_to = used_ids_.all_up_to();
  saved.used_beyond = used_ids_.beyond();
  saved.turnover = turnover_;
  saved.fees = fees_;
  saved.last = last_;
  saved.next_day = next_day_;
  return saved;
}

void Activity::Restore(const SavedActivity& saved) {
  CHECK(saved.sends.size() == sends_.size() && saved.own_volume.size() == instruments_ &&
            saved.strategies.size() == strategies_.size() &&
            saved.open_profit.size() == open_profit_.size() &&
            saved.last_unit.size() == instruments_,
        "saved activity is of other venues, instruments or strategies");
  for (size_t i = 0; i < sends_.size(); ++i) {
    for (const base::UnixNanos t : saved.sends[i]) sends_[i].Push(t);
  }
  for (size_t i = 0; i < instruments_; ++i) {
    for (const SavedVolume& v : saved.own_volume[i]) own_volume_[i].Add(v.time, v.quantity);
  }
  next_release_ = base::kEndOfTime;
  const auto restore = [&](const SavedLatch& from) {
    const bool closed = from.level != core::TradingState::kActive;
    if (closed) next_release_ = std::min(next_release_, from.release_at);
    return Latch{closed, from.release_at, from.value, from.limit};
  };
  for (size_t s = 0; s < strategies_.size(); ++s) {
    const SavedStrategyActivity& from = saved.strategies[s];
    StrategyState& state = strategies_[s];
    for (const base::UnixNanos t : from.entries) state.entries.Push(t);
    state.losses_in_a_row = from.losses_in_a_row;
    state.latches = {restore(from.repeated_execution), restore(from.day_loss)};
    state.value_at_start = from.value_at_start;
    state.flow = from.flow;
  }
  open_profit_ = saved.open_profit;
  last_unit_ = saved.last_unit;
  passed_ = saved.passed;
  used_ids_ = UsedNumbers(saved.used_up_to, saved.used_beyond);
  turnover_ = saved.turnover;
  fees_ = saved.fees;
  last_ = saved.last;
  next_day_ = saved.next_day;
}

}  // namespace keel::risk
