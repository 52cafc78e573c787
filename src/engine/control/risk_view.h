// SPDX-License-Identifier: MIT
// The answer to "risk": how much of each limit a running session uses, and what holds it up.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/control/protocol.h"

namespace keel::engine {

/// One limit in force, by the sums that the gate and the breaker themselves hold the account to.
struct LimitUseView {
  std::string name;   ///< as in LimitView
  std::string scope;  ///< a pair, a strategy or a venue where it is one of many; else ""
  std::string unit;   ///< money (of the account's currency), count
  /// Absent of a limit that each order is held to by itself; of a drawdown negative above the
  /// equity that it is told from.
  std::optional<core::Decimal> used;
  core::Decimal limit;
  core::Decimal room;               ///< limit less used; negative where the limit is passed
  std::optional<double> share;      ///< used, of the limit
  std::optional<core::Decimal> of;  ///< the equity that the limit is a share of
};
/// A drawdown limit that has tripped: it lets go by itself.
struct LatchView {
  std::string rule;   ///< daily_drawdown, weekly_drawdown, total_drawdown
  std::string state;  ///< reducing, halted
  base::UnixNanos until;
};
struct RiskView {
  std::string account;  ///< its currency
  base::UnixNanos time;
  core::Decimal equity;
  std::string state;    ///< as StatusView has it
  std::string breaker;  ///< off (no drawdown limit is set), active, reducing, halted
  std::vector<LatchView> latches;
  bool killed = false;               ///< the kill switch is thrown for everything
  std::vector<StoppedView> stopped;  ///< throws of the switch and disabled strategies, by whom
  std::vector<LimitUseView> uses;
};

BOOST_DESCRIBE_STRUCT(LimitUseView, (), (name, scope, unit, used, limit, room, share, of))
BOOST_DESCRIBE_STRUCT(LatchView, (), (rule, state, until))
BOOST_DESCRIBE_STRUCT(RiskView, (),
                      (account, time, equity, state, breaker, latches, killed, stopped, uses))

}  // namespace keel::engine
