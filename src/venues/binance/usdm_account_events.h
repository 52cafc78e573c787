// SPDX-License-Identifier: MIT
// What Binance tells on the user stream of USD-M futures, typed and exact. Keel sends no orders
// there; this is what a record or another program's account says. [Binance: USD-M Futures, "User
// Data Streams"]
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"

namespace keel::venues::binance {

enum class UsdmPositionSide : uint8_t { kBoth, kLong, kShort };
inline constexpr std::array<std::pair<std::string_view, UsdmPositionSide>, 3> kUsdmPositionSides = {
    {{"BOTH", UsdmPositionSide::kBoth},
     {"LONG", UsdmPositionSide::kLong},
     {"SHORT", UsdmPositionSide::kShort}}};

enum class UsdmOrderType : uint8_t {
  kLimit,
  kMarket,
  kStop,  ///< a limit order behind a trigger, as the next but one
  kStopMarket,
  kTakeProfit,
  kTakeProfitMarket,
  kTrailingStopMarket,
  kLiquidation,
};
inline constexpr std::array<std::pair<std::string_view, UsdmOrderType>, 8> kUsdmOrderTypes = {
    {{"LIMIT", UsdmOrderType::kLimit},
     {"MARKET", UsdmOrderType::kMarket},
     {"STOP", UsdmOrderType::kStop},
     {"STOP_MARKET", UsdmOrderType::kStopMarket},
     {"TAKE_PROFIT", UsdmOrderType::kTakeProfit},
     {"TAKE_PROFIT_MARKET", UsdmOrderType::kTakeProfitMarket},
     {"TRAILING_STOP_MARKET", UsdmOrderType::kTrailingStopMarket},
     {"LIQUIDATION", UsdmOrderType::kLiquidation}}};

enum class UsdmExecution : uint8_t {
  kNew,
  kCanceled,
  kCalculated,  ///< by the engine: a liquidation or an auto-deleveraging
  kExpired,
  kTrade,
  kAmendment,
};
inline constexpr std::array<std::pair<std::string_view, UsdmExecution>, 6> kUsdmExecutions = {
    {{"NEW", UsdmExecution::kNew},
     {"CANCELED", UsdmExecution::kCanceled},
     {"CALCULATED", UsdmExecution::kCalculated},
     {"EXPIRED", UsdmExecution::kExpired},
     {"TRADE", UsdmExecution::kTrade},
     {"AMENDMENT", UsdmExecution::kAmendment}}};

enum class UsdmOrderStatus : uint8_t {
  kNew,
  kPartiallyFilled,
  kFilled,
  kCanceled,
  kRejected,
  kExpired,
  kExpiredInMatch,
  kNewInsurance,  ///< taken over by the insurance fund
  kNewAdl,        ///< by auto-deleveraging
};
inline constexpr std::array<std::pair<std::string_view, UsdmOrderStatus>, 9> kUsdmOrderStatuses = {
    {{"NEW", UsdmOrderStatus::kNew},
     {"PARTIALLY_FILLED", UsdmOrderStatus::kPartiallyFilled},
     {"FILLED", UsdmOrderStatus::kFilled},
     {"CANCELED", UsdmOrderStatus::kCanceled},
     {"REJECTED", UsdmOrderStatus::kRejected},
     {"EXPIRED", UsdmOrderStatus::kExpired},
     {"EXPIRED_IN_MATCH", UsdmOrderStatus::kExpiredInMatch},
     {"NEW_INSURANCE", UsdmOrderStatus::kNewInsurance},
     {"NEW_ADL", UsdmOrderStatus::kNewAdl}}};

/// `ORDER_TRADE_UPDATE`.
struct UsdmOrderUpdate {
  base::UnixNanos event_time;
  base::UnixNanos transaction_time;
  std::string symbol;
  std::string client_order_id;
  uint64_t order_id = 0;
  core::Side side = core::Side::kBuy;
  UsdmPositionSide position_side = UsdmPositionSide::kBoth;
  UsdmOrderType type = UsdmOrderType::kLimit;
  std::string time_in_force;
  UsdmExecution execution = UsdmExecution::kNew;
  UsdmOrderStatus status = UsdmOrderStatus::kNew;
  core::Quantity quantity;
  core::Price price;          ///< zero of a market order
  core::Price average_price;  ///< zero where nothing was filled
  core::Price stop_price;     ///< zero where there is none
  core::Quantity last_quantity;
  core::Quantity cumulative_quantity;
  core::Price last_price;
  std::optional<uint64_t> trade_id;  ///< absent where nothing was traded
  std::optional<core::Decimal> commission;
  std::optional<std::string> commission_asset;
  core::Decimal realized_profit;
  bool maker = false;
  bool reduce_only = false;
};

/// `TRADE_LITE`: a fill, told sooner than in the order's own update and with less.
struct UsdmTrade {
  base::UnixNanos event_time;
  base::UnixNanos transaction_time;
  std::string symbol;
  std::string client_order_id;
  uint64_t order_id = 0;
  uint64_t trade_id = 0;
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;  ///< of the order
  core::Price price;        ///< of the order
  core::Quantity last_quantity;
  core::Price last_price;
  bool maker = false;
};

struct UsdmBalance {
  std::string asset;
  core::Decimal wallet;
  core::Decimal cross_wallet;  ///< less what is margin of single positions
  core::Decimal change;        ///< but for profit and commission
};
struct UsdmPosition {
  std::string symbol;
  UsdmPositionSide side = UsdmPositionSide::kBoth;
  core::Decimal amount;  ///< below zero: short
  core::Price entry_price;
  std::optional<core::Price> break_even_price;
  core::Decimal realized_profit;
  core::Decimal unrealized_profit;
  bool isolated = false;
  core::Decimal isolated_wallet;
};
/// `ACCOUNT_UPDATE`: what has changed, and only that.
struct UsdmAccountUpdate {
  base::UnixNanos event_time;
  base::UnixNanos transaction_time;
  std::string reason;  ///< "ORDER", "FUNDING_FEE", "DEPOSIT", ...
  std::vector<UsdmBalance> balances;
  std::vector<UsdmPosition> positions;
};

using UsdmAccountEvent = std::variant<UsdmOrderUpdate, UsdmTrade, UsdmAccountUpdate>;

}  // namespace keel::venues::binance
