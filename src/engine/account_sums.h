// SPDX-License-Identifier: MIT
// An account's equity by where it came from, so that what was paid in is never taken for a profit.
// The sums of a session's journal, as its rows are.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "base/time.h"
#include "core/decimal.h"

namespace keel::engine {

/// In the currency of the account, to the last unit:
///   equity = deposits + realized_pnl + unrealized_pnl - fees + other
/// Other quote currencies than the account's count at the last rates, half to even.
struct AccountSums {
  base::UnixNanos time;  ///< of the last record that is counted
  std::string currency;
  core::Decimal equity;
  /// What came less what left by other hands, each at the rate of then, or the first known later.
  core::Decimal deposits;
  core::Decimal realized_pnl;    ///< of what strategies have sold, before fees
  core::Decimal unrealized_pnl;  ///< of what they hold, at the last marks, before fees
  core::Decimal fees;            ///< of all their fills, at the rates of then
  /// What no strategy made: the price of coins that none holds has moved since they came, or other
  /// hands traded on the account. 0 where there are none.
  core::Decimal other;
};
BOOST_DESCRIBE_STRUCT(AccountSums, (),
                      (time, currency, equity, deposits, realized_pnl, unrealized_pnl, fees, other))

}  // namespace keel::engine
