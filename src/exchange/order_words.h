// SPDX-License-Identifier: MIT
// The words of Binance's order protocol as the venue's side knows them. The client's side
// (src/venues/binance) has its own list on purpose: a word that both took from one table would be
// wrong on both sides and no test would see it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/bar.h"
#include "core/order.h"
#include "sim/matching/order.h"

namespace keel::exchange {

enum class OrderType : uint8_t {
  kLimit,
  kMarket,
  kStopLoss,
  kStopLossLimit,
  kTakeProfit,
  kTakeProfitLimit,
  kLimitMaker,
};
inline constexpr std::array<std::pair<std::string_view, OrderType>, 7> kOrderTypes = {{
    {"LIMIT", OrderType::kLimit},
    {"MARKET", OrderType::kMarket},
    {"STOP_LOSS", OrderType::kStopLoss},
    {"STOP_LOSS_LIMIT", OrderType::kStopLossLimit},
    {"TAKE_PROFIT", OrderType::kTakeProfit},
    {"TAKE_PROFIT_LIMIT", OrderType::kTakeProfitLimit},
    {"LIMIT_MAKER", OrderType::kLimitMaker},
}};
/// Whether the order waits for its stop price first.
constexpr bool IsTriggered(OrderType type) {
  return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit ||
         type == OrderType::kTakeProfit || type == OrderType::kTakeProfitLimit;
}
/// Whether it takes what is there instead of waiting at a price of its own.
constexpr bool IsMarketKind(OrderType type) {
  return type == OrderType::kMarket || type == OrderType::kStopLoss ||
         type == OrderType::kTakeProfit;
}

enum class OrderStatus : uint8_t {
  kNew,
  kPartiallyFilled,
  kFilled,
  kCanceled,
  kExpired,
  kExpiredInMatch,
};
inline constexpr std::array<std::pair<std::string_view, OrderStatus>, 6> kOrderStatuses = {{
    {"NEW", OrderStatus::kNew},
    {"PARTIALLY_FILLED", OrderStatus::kPartiallyFilled},
    {"FILLED", OrderStatus::kFilled},
    {"CANCELED", OrderStatus::kCanceled},
    {"EXPIRED", OrderStatus::kExpired},
    {"EXPIRED_IN_MATCH", OrderStatus::kExpiredInMatch},
}};

enum class ExecutionType : uint8_t { kNew, kCanceled, kReplaced, kTrade, kExpired, kPrevention };
inline constexpr std::array<std::pair<std::string_view, ExecutionType>, 6> kExecutionTypes = {{
    {"NEW", ExecutionType::kNew},
    {"CANCELED", ExecutionType::kCanceled},
    {"REPLACED", ExecutionType::kReplaced},
    {"TRADE", ExecutionType::kTrade},
    {"EXPIRED", ExecutionType::kExpired},
    {"TRADE_PREVENTION", ExecutionType::kPrevention},
}};

inline constexpr std::array<std::pair<std::string_view, core::Side>, 2> kSides = {{
    {"BUY", core::Side::kBuy},
    {"SELL", core::Side::kSell},
}};
inline constexpr std::array<std::pair<std::string_view, core::TimeInForce>, 3> kTimesInForce = {{
    {"GTC", core::TimeInForce::kGtc},
    {"IOC", core::TimeInForce::kIoc},
    {"FOK", core::TimeInForce::kFok},
}};
using sim::matching::SelfTradePrevention;
inline constexpr std::array<std::pair<std::string_view, SelfTradePrevention>, 4> kPreventions = {{
    {"NONE", SelfTradePrevention::kNone},
    {"EXPIRE_TAKER", SelfTradePrevention::kExpireTaker},
    {"EXPIRE_MAKER", SelfTradePrevention::kExpireMaker},
    {"EXPIRE_BOTH", SelfTradePrevention::kExpireBoth},
}};

/// The word of a value, from one of the tables above.
template <typename Enum, size_t kSize>
constexpr std::string_view WordOf(
    Enum value, const std::array<std::pair<std::string_view, Enum>, kSize>& words) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return word;
  }
  return {};
}
/// The value of a word; nothing where the table lacks it.
template <typename Enum, size_t kSize>
constexpr std::optional<Enum> ValueOf(
    std::string_view text, const std::array<std::pair<std::string_view, Enum>, kSize>& words) {
  for (const auto& [word, meaning] : words) {
    if (word == text) return meaning;
  }
  return std::nullopt;
}

}  // namespace keel::exchange
