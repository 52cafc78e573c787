// SPDX-License-Identifier: MIT
// The past of a situation, gone through again from lists: who is disabled, and what was traded.
#pragma once

#include <map>
#include <vector>

#include "risk/testing/situation.h"
#include "risk/testing/wide_number.h"

namespace keel::risk {

class Replay {
 public:
  explicit Replay(const Situation& situation);

  bool repeated(core::StrategyId id) const { return strategies_[id.index].repeated_until > now_; }
  bool day_loss(core::StrategyId id) const { return strategies_[id.index].lost_on == Day(now_); }
  Wide turnover() const { return turnover_; }
  Wide own_hour(core::InstrumentId pair) const;
  int sent_within(base::Duration window) const;
  Wide usdt() const { return usdt_; }
  Wide eur() const { return eur_; }
  Wide held(core::StrategyId strategy, core::InstrumentId pair) const;
  Wide held(core::InstrumentId pair) const;

 private:
  struct Strategy {
    std::vector<base::UnixNanos> entries;  // since it was released
    int losses = 0;
    base::UnixNanos repeated_until = base::kBeginningOfTime;
    int64_t lost_on = INT64_MIN;
    Wide start_value, flow;
    std::map<uint32_t, Wide> held, trip;  // by pair; money of the round trip so far
  };
  static int64_t Day(base::UnixNanos t) { return base::DayNumber(t); }
  Wide Rate(core::InstrumentId pair) const;
  Wide ValueOf(const Strategy& strategy) const;
  Wide Equity() const;
  void Begin(base::UnixNanos t);
  void Fill(const PastEvent& e);
  void Enter(const PastEvent& e);
  void Disable(Strategy& strategy, base::UnixNanos t);
  void LookAtLosses(base::UnixNanos t);

  const Situation& s_;
  base::UnixNanos now_;
  std::vector<Strategy> strategies_{Scene::kStrategies};
  std::map<uint32_t, core::Decimal> prices_;
  Wide usdt_, eur_, turnover_;
  int64_t day_ = INT64_MIN;
};

inline Replay::Replay(const Situation& situation)
    : s_(situation), now_(situation.now), usdt_(situation.usdt), eur_(situation.eur) {
  for (const PastEvent& e : s_.past) {
    if (e.kind == PastEvent::Kind::kPrices) prices_ = e.prices;
    if (Day(e.time) != day_) Begin(e.time);
    for (Strategy& strategy : strategies_) {
      const bool released =
          strategy.repeated_until != base::kBeginningOfTime && strategy.repeated_until <= e.time;
      if (!released) continue;
      strategy.repeated_until = base::kBeginningOfTime;
      strategy.entries.clear();
      strategy.losses = 0;
    }
    if (e.kind == PastEvent::Kind::kFill) Fill(e);
    if (e.kind == PastEvent::Kind::kOrderSent && e.begins_entry && e.side == core::Side::kBuy)
      Enter(e);
    if (e.kind != PastEvent::Kind::kOrderSent) LookAtLosses(e.time);
  }
}

inline void Replay::Begin(base::UnixNanos t) {
  day_ = Day(t);
  turnover_ = Wide();
  for (Strategy& strategy : strategies_) {
    strategy.start_value = ValueOf(strategy);
    strategy.flow = Wide();
  }
}

inline Wide Replay::Rate(core::InstrumentId pair) const {
  return pair == Scene::kBtcEur ? Wide(prices_.at(Scene::kEurUsdt.index)) : Wide(1);
}

inline Wide Replay::ValueOf(const Strategy& strategy) const {
  Wide sum;
  for (const auto& [pair, held] : strategy.held) {
    sum += held * Wide(prices_.at(pair)) * Rate({pair});
  }
  return sum;
}

inline Wide Replay::held(core::StrategyId strategy, core::InstrumentId pair) const {
  const auto& held = strategies_[strategy.index].held;
  const auto at = held.find(pair.index);
  return at == held.end() ? Wide() : at->second;
}
inline Wide Replay::held(core::InstrumentId pair) const {
  return held({0}, pair) + held({1}, pair);
}

inline Wide Replay::Equity() const {
  const Wide btc = held(Scene::kBtc) + held(Scene::kBtcEur);
  return usdt_ + eur_ * Wide(prices_.at(Scene::kEurUsdt.index)) +
         btc * Wide(prices_.at(Scene::kBtc.index)) +
         held(Scene::kSol) * Wide(prices_.at(Scene::kSol.index));
}

inline void Replay::Fill(const PastEvent& e) {
  Strategy& strategy = strategies_[e.strategy.index];
  const Wide money = Wide(e.price) * Wide(e.quantity.value());
  const Wide fee(e.fee);
  const bool buys = e.side == core::Side::kBuy;
  const Wide paid = buys ? Wide() - money - fee : money - fee;
  (e.pair == Scene::kBtcEur ? eur_ : usdt_) += paid;
  turnover_ += money * Rate(e.pair);
  strategy.flow += paid * Rate(e.pair);
  Wide& held = strategy.held[e.pair.index];
  Wide& trip = strategy.trip[e.pair.index];
  held = buys ? held + Wide(e.quantity.value()) : held - Wide(e.quantity.value());
  trip += paid;
  if (buys || held != Wide()) return;
  strategy.losses = trip < Wide() ? strategy.losses + 1 : 0;
  trip = Wide();
  const auto limit = s_.limits.losing_streak;
  if (limit && strategy.losses >= *limit) Disable(strategy, e.time);
}

inline void Replay::Enter(const PastEvent& e) {
  Strategy& strategy = strategies_[e.strategy.index];
  strategy.entries.push_back(e.time);
  int hour = 0;
  int day = 0;
  for (const base::UnixNanos t : strategy.entries) {
    hour += e.time - t < base::Hours(1) ? 1 : 0;
    day += e.time - t < base::Hours(24) ? 1 : 0;
  }
  const Limits& limits = s_.limits;
  if ((limits.entries_per_hour && hour >= *limits.entries_per_hour) ||
      (limits.entries_per_day && day >= *limits.entries_per_day)) {
    Disable(strategy, e.time);
  }
}

inline void Replay::Disable(Strategy& strategy, base::UnixNanos t) {
  if (strategy.repeated_until == base::kBeginningOfTime) {
    strategy.repeated_until = t + base::Hours(24);
  }
}

inline void Replay::LookAtLosses(base::UnixNanos t) {
  if (!s_.limits.strategy_day_loss) return;
  const Wide limit = Equity() * WideLimit(*s_.limits.strategy_day_loss);
  for (Strategy& strategy : strategies_) {
    const Wide profit = ValueOf(strategy) + strategy.flow - strategy.start_value;
    if (profit < Wide() && Wide() - profit >= limit) strategy.lost_on = Day(t);
  }
}

inline Wide Replay::own_hour(core::InstrumentId pair) const {
  Wide sum;
  for (const PastEvent& e : s_.past) {
    if (e.kind == PastEvent::Kind::kFill && e.pair == pair && now_ - e.time < base::Hours(1)) {
      sum += Wide(e.quantity.value());
    }
  }
  return sum;
}

inline int Replay::sent_within(base::Duration window) const {
  int count = 0;
  for (const PastEvent& e : s_.past) {
    count += e.kind == PastEvent::Kind::kOrderSent && now_ - e.time < window ? 1 : 0;
  }
  return count;
}

}  // namespace keel::risk
