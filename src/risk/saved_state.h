// SPDX-License-Identifier: MIT
// What the controls remember, as plain records: kept with the books, and with them a restart is no
// way around a limit. Each control saves its part and goes on from it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/event.h"

namespace keel::risk {

/// A rule that tripped, and when the simulated operator lets go of it.
struct SavedLatch {
  core::TradingState level = core::TradingState::kActive;
  base::UnixNanos release_at = base::kEndOfTime;
  double value = 0, limit = 0;
};

/// Equities in account currency.
struct SavedBreaker {
  SavedLatch daily, weekly, total;
  bool alerted_today = false;
  std::optional<base::UnixNanos> day;  ///< its 00:00; absent before the first equity
  core::Decimal last_equity, day_start, week_high, high;
};

struct SavedStrategyActivity {
  std::vector<base::UnixNanos> entries;  ///< oldest first
  int losses_in_a_row = 0;
  SavedLatch repeated_execution, day_loss;
  core::Decimal value_at_start, flow;  ///< of the day
};

/// An entry that passed within the last seconds.
struct SavedPassed {
  core::InstrumentId instrument;
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;
  core::Price price;  ///< its limit or stop; zero: none
  base::UnixNanos time;
};

struct SavedVolume {
  base::UnixNanos time;
  core::Quantity quantity;
};

struct SavedActivity {
  std::vector<std::vector<base::UnixNanos>> sends;    ///< by venue, oldest first
  std::vector<std::vector<SavedVolume>> own_volume;   ///< by instrument, of the last hour
  std::vector<SavedStrategyActivity> strategies;      ///< by strategy
  std::vector<core::Decimal> open_profit, last_unit;  ///< strategy x instrument; by instrument
  std::vector<SavedPassed> passed;
  uint64_t used_up_to = 0;            ///< intent ids: all to here
  std::vector<uint64_t> used_beyond;  ///< and these, ascending
  core::Decimal turnover, fees;       ///< of the day
  base::UnixNanos last = base::kBeginningOfTime;
  base::UnixNanos next_day = base::kBeginningOfTime;
};

struct SavedGate {
  std::vector<std::optional<base::UnixNanos>> last_entry;  ///< strategy x instrument
  std::vector<std::pair<std::string, int64_t>> alerts;     ///< told last, by rule: day number
};

/// One throw of the kill switch that holds.
struct SavedThrow {
  std::optional<core::StrategyId> strategy;
  std::optional<core::InstrumentId> instrument;
  std::string venue;  ///< empty: every one
  std::string by, reason;
  base::UnixNanos time;
};

/// All of them together.
struct SavedControls {
  SavedBreaker breaker;
  SavedActivity activity;
  SavedGate gate;
  std::vector<SavedThrow> kill_switch;
};

}  // namespace keel::risk
