// SPDX-License-Identifier: MIT
// Trades and equity of a kept run, read back from its files for comparisons.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/decimal.h"

namespace keel::research {

/// A row of trades.csv, as far as two runs are compared by it.
struct StoredTrade {
  std::string pair;
  base::UnixNanos entry_time, exit_time;
  core::Decimal quantity, entry_price, exit_price, profit;
  std::string entry_reason, exit_reason;

  friend bool operator==(const StoredTrade&, const StoredTrade&) = default;
};
/// kNotFound, or kCorrupt with file and line.
base::Result<std::vector<StoredTrade>> ReadTrades(const std::string& directory);

/// A row of fills.csv: what was held at any time is the sum of the fills until then.
struct StoredFill {
  std::string pair;
  base::UnixNanos time;
  core::Decimal signed_quantity;  ///< bought above zero, sold below
};
/// In order of time. kNotFound, or kCorrupt with file and line.
base::Result<std::vector<StoredFill>> ReadFills(const std::string& directory);

/// A row of orders.csv, for `why`.
struct StoredOrder {
  uint64_t order = 0;
  std::string strategy, pair, side, type, state, end, reason;
  core::Decimal quantity, filled;
  base::UnixNanos created_at;
  std::string average_price, reference_price;  ///< as written; empty: nothing filled
  uint64_t decision = 0;                       ///< 0: none was kept
};
/// In order of their numbers. kNotFound, or kCorrupt with file and line.
base::Result<std::vector<StoredOrder>> ReadOrders(const std::string& directory);

/// A row of fills.csv with its prices, for `why`.
struct StoredExecution {
  uint64_t order = 0;
  base::UnixNanos time;
  std::string price, quantity, fee, fee_currency, liquidity;
};
base::Result<std::vector<StoredExecution>> ReadExecutions(const std::string& directory);

/// equity.npy.
struct StoredEquity {
  std::vector<base::UnixNanos> times;
  std::vector<double> equity;
  std::vector<double> benchmark;
};
base::Result<StoredEquity> ReadEquity(const std::string& directory);

/// The fields of one line of CSV; quotes are taken off.
std::vector<std::string> CsvFields(std::string_view line);

}  // namespace keel::research
