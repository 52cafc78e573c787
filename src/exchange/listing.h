// SPDX-License-Identifier: MIT
// What the simulated exchange lists: one pair with its steps and the filters that orders for it
// must pass, under the names that Binance gives them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/amount.h"
#include "core/symbol.h"
#include "exchange/order_words.h"

namespace keel::exchange {

/// One pair. [Binance: Filters]
struct Listing {
  std::string symbol;  ///< "BTCUSDT"
  std::string base;
  std::string quote;
  core::Price tick;
  core::Price min_price, max_price;
  core::Quantity lot;
  core::Quantity min_quantity, max_quantity;
  core::Quantity market_max_quantity;
  core::Decimal min_notional, max_notional;              ///< quote currency
  core::Decimal percent_up = core::Decimal::FromInt(5);  ///< multiples of the average price
  core::Decimal percent_down = core::Decimal::PowerOfTen(-1) * 2;
  int average_minutes = 5;
  int iceberg_parts = 100;
  int max_orders = 200;
  int max_algo_orders = 5;   ///< waiting for a trigger
  bool market_stops = true;  ///< takes STOP_LOSS and TAKE_PROFIT; those with a limit it always does

  bool Takes(OrderType type) const {
    return market_stops || !(IsTriggered(type) && IsMarketKind(type));
  }
};

/// Other filters of a listed pair; what is absent stays.
struct RuleChange {
  std::optional<core::Price> tick;
  std::optional<core::Quantity> lot;
  std::optional<core::Decimal> min_notional;
  std::optional<bool> market_stops = std::nullopt;
  std::optional<int> max_algo_orders = std::nullopt;
};

/// A pair whose tick is 10^-price_decimals and lot 10^-quantity_decimals, with the usual filters
/// around them. kUsage where a price times a quantity would not fit Binance's eight decimals, or
/// the pair is no spot pair.
base::Result<Listing> MakeListing(const core::Symbol& pair, int price_decimals,
                                  int quantity_decimals);

}  // namespace keel::exchange
