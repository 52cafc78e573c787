// SPDX-License-Identifier: MIT
// What the statistics look at: an equity curve, a benchmark's, and the closed trades. Plain
// numbers, so that a backtest, a paper session and a file of returns are measured by the same code.
#pragma once

#include <optional>
#include <span>

#include "base/time.h"

namespace keel::metrics {

/// One closed portion of a position: entry to exit. Amounts are in the account currency, as
/// doubles; the exact bookkeeping is the ledger's.
struct ClosedTrade {
  base::UnixNanos entry_time;
  base::UnixNanos exit_time;
  double quantity = 0;
  double entry_price = 0;
  double exit_price = 0;
  double gross_pnl = 0;  ///< before fees
  double fees = 0;       ///< the entry's share and the exit's
  double cost = 0;       ///< money put in at entry, the base of the return per trade
  double mae = 0;        ///< maximum adverse excursion, fraction of the entry price, <= 0
  double mfe = 0;        ///< maximum favourable excursion, fraction of the entry price, >= 0

  /// What the trade earned after fees.
  double net_pnl() const { return gross_pnl - fees; }
};

/// Equity at the close of each bar. `equity.front()` is the start and must be positive; `times`
/// never go back. `exposure` is the fraction of equity invested at each time, or empty when
/// unknown. Borrows: the arrays outlive the series and whatever is prepared from it.
struct EquitySeries {
  std::span<const base::UnixNanos> times;
  std::span<const double> equity;
  std::span<const double> exposure;
  double periods_per_year = 0;  ///< bars in 365 days, e.g. 8760 for 1h
};

/// Everything that a statistic may look at. Trades come in the order of their exits.
struct Inputs {
  EquitySeries strategy;
  std::optional<EquitySeries> benchmark;
  std::span<const ClosedTrade> trades;
};

}  // namespace keel::metrics
