// SPDX-License-Identifier: MIT
// What Binance answers to whoever polls it about a market, spot or USD-M futures, typed and exact:
// tickers, averages, funding, open interest. The streams tell the same sooner; these are for one
// look, and for what has no stream. [Binance: REST API, spot and USD-M, "Market Data"]
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "core/amount.h"
#include "core/book_delta.h"

namespace keel::venues::binance {

/// `ticker/price`.
struct PriceTicker {
  std::string symbol;
  core::Price price;
  std::optional<base::UnixNanos> time;  ///< of the last trade; absent at spot
};

/// `ticker/bookTicker`.
struct BookTicker {
  std::string symbol;
  core::BookLevel bid;  ///< zero where that side is empty
  core::BookLevel ask;
  std::optional<base::UnixNanos> time;  ///< absent at spot
};

/// `ticker/24hr`: the last 24 hours, to the second.
struct DayStatistics {
  std::string symbol;
  core::Price open, high, low, last;
  core::Price weighted_average;
  core::Decimal change;  ///< last less open
  core::Quantity last_quantity;
  core::Quantity volume;
  core::Decimal quote_volume;
  base::UnixNanos from, to;
  std::optional<uint64_t> first_trade, last_trade;  ///< absent where nothing was traded
  uint64_t trades = 0;
  std::optional<core::BookLevel> bid, ask;  ///< absent at USD-M
};

/// `avgPrice`.
struct AveragePrice {
  base::Duration window;
  core::Price price;
  std::optional<base::UnixNanos> last_trade;
};

/// `premiumIndex` of USD-M futures.
struct PremiumIndex {
  std::string symbol;
  base::UnixNanos time;
  core::Price mark;
  core::Price index;
  std::optional<core::Price> estimated_settlement;  ///< means something in the last hour only
  /// A fraction a funding interval; this and the next absent for contracts with a delivery date.
  std::optional<core::Decimal> funding_rate;
  std::optional<base::UnixNanos> next_funding;
  std::optional<core::Decimal> interest_rate;
};

/// A row of `fundingRate`: what was paid.
struct FundingPaid {
  std::string symbol;
  base::UnixNanos time;
  core::Decimal rate;               ///< a fraction of the position's value
  std::optional<core::Price> mark;  ///< that it was paid on; absent from old rows
};

/// A row of `fundingInfo`: contracts whose terms are not the usual ones.
struct FundingTerms {
  std::string symbol;
  core::Decimal cap, floor;  ///< of the rate, fractions
  base::Duration interval;
};

/// `openInterest` of USD-M futures.
struct OpenInterest {
  std::string symbol;
  base::UnixNanos time;
  core::Quantity quantity;  ///< of the base coin, one side
};

}  // namespace keel::venues::binance
