// SPDX-License-Identifier: MIT
// How the session's limit orders rested at the venue, for a backtest of the same orders: a bar
// tells that a price was touched, and not when the queue before an order was gone.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "core/timeframe.h"
#include "engine/session_history.h"
#include "sim/known_rest.h"

namespace keel::engine {

class RestedOrders {
 public:
  /// Of the orders that were made since `from`: limit orders that the venue accepted and that took
  /// nothing there.
  RestedOrders(const SessionHistory& history, core::Timeframe timeframe, base::UnixNanos from);
  /// How many there are.
  int64_t count() const { return count_; }
  /// For sim::KnownRests, in one run: the session's order of the same strategy, pair and side after
  /// the same bar, with the same limit; of several such, one after the other. Null: there is none,
  /// or it did not rest.
  const sim::KnownRest* Next(const core::Order& order);

 private:
  using Key =
      std::tuple<base::UnixNanos, core::StrategyId, core::InstrumentId, core::Side, core::Price>;
  struct Alike {
    std::vector<std::optional<sim::KnownRest>> orders;  ///< absent: it took, or never stood there
    size_t next = 0;
  };
  core::Timeframe timeframe_;
  std::map<Key, Alike> orders_;
  int64_t count_ = 0;
};

}  // namespace keel::engine
