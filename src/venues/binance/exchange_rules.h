// SPDX-License-Identifier: MIT
// What Binance demands of an order: the filters of each pair. Which of them are checked before an
// order is sent: order_filters.h (fault F22). [Binance: exchangeInfo, Filters]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/instrument.h"
#include "execution/stop_rules.h"
#include "venues/binance/order_words.h"
#include "venues/binance/rate_limits.h"

namespace keel::venues::binance {

/// PERCENT_PRICE_BY_SIDE, or PERCENT_PRICE with both sides alike: the bounds of a limit price as
/// multiples of the average price of the last minutes.
struct PercentPrice {
  core::Decimal bid_up, bid_down, ask_up, ask_down;
  uint64_t average_minutes = 0;  ///< zero: of the last trade
};

/// NOTIONAL or MIN_NOTIONAL: the value of an order in quote currency.
struct NotionalRange {
  core::Decimal min;
  std::optional<core::Decimal> max;
  bool min_for_market = false;
  bool max_for_market = false;
};

/// The rules of one pair. What is zero or absent is not limited.
struct SymbolRules {
  std::string symbol;  ///< "BTCUSDT"
  core::Symbol pair;   ///< BTC/USDT; of a perpetual with its margin asset
  bool trading = false;
  bool spot_allowed = false;
  core::InstrumentFilters filters;  ///< tick, lot and least value, as the engine knows them
  core::Price min_price, max_price;
  core::Quantity min_quantity, max_quantity;
  core::Quantity market_step, market_min_quantity, market_max_quantity;
  std::optional<PercentPrice> percent_price;
  std::optional<NotionalRange> notional;
  uint64_t iceberg_parts = 0;
  uint64_t max_orders = 0;
  uint64_t max_algo_orders = 0;
  uint64_t max_iceberg_orders = 0;
  std::optional<core::Quantity> max_position;
  std::vector<VenueOrderType> order_types;
  bool iceberg_allowed = false;
  bool oco_allowed = false;
  bool trailing_stop_allowed = false;
  bool cancel_replace_allowed = false;
  bool amend_allowed = false;
};

/// The most that one order at the market may be, by LOT_SIZE and MARKET_LOT_SIZE; zero: any.
core::Quantity LargestAtMarket(const SymbolRules& rules);
/// Which stops the pair takes, by its order types and MAX_NUM_ALGO_ORDERS.
execution::StopRules StopsOf(const SymbolRules& rules);

struct ExchangeRules {
  base::UnixNanos server_time;
  std::vector<RateLimit> rate_limits;
  std::vector<SymbolRules> symbols;
  /// Pairs whose filters cannot be kept here, each with the reason: not to be traded.
  std::vector<std::string> unusable;

  const SymbolRules* Find(std::string_view symbol) const;
};

}  // namespace keel::venues::binance
