// SPDX-License-Identifier: MIT
// How much of each limit is used: the same sums as the gate's checks and the breaker hold the
// account to, told without an order.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "risk/breaker.h"
#include "risk/check.h"

namespace keel::risk {

enum class UseUnit : uint8_t { kMoney, kCount };

/// One limit in force. Money is in account currency, a count a whole number.
struct LimitUse {
  std::string_view limit;  ///< its name in Limits
  UseUnit unit = UseUnit::kMoney;
  /// Absent of a limit that each order is held to by itself. Of a drawdown negative above the mark
  /// that it is told from.
  std::optional<core::Decimal> used;
  core::Decimal most;               ///< what may be used
  std::optional<core::Decimal> of;  ///< the equity that the limit is a share of
  /// What it is about where that is one of many.
  std::optional<core::StrategyId> strategy = std::nullopt;
  std::optional<core::InstrumentId> pair = std::nullopt;
  std::string venue = {};

  /// What is left; negative where the limit is passed.
  core::Decimal room() const { return most - used.value_or(core::Decimal()); }
  /// The part of the limit that is used; absent where nothing is used, or nothing may be.
  std::optional<double> share() const {
    if (!used || !most.is_positive()) return std::nullopt;
    return used->ToDouble() / most.ToDouble();
  }
};

/// The uses of all limits in force that the account has a use of; those on
/// an order against its market (collars, volumes, slippage) have none. `account` is as a check
/// takes it, `units` the value of one unit of each pair (see UnitValue).
std::vector<LimitUse> UsesOf(const ExactLimits& limits, const AccountView& account,
                             const Breaker& breaker, std::span<const core::Decimal> units);

}  // namespace keel::risk
