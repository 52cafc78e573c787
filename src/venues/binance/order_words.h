// SPDX-License-Identifier: MIT
// The words that Binance has for orders, as enumerations: both what it says of them (REST,
// WebSocket API, user data) and what is asked of it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace keel::venues::binance {

enum class VenueOrderType : uint8_t {
  kLimit,
  kMarket,
  kStopLoss,
  kStopLossLimit,
  kTakeProfit,
  kTakeProfitLimit,
  kLimitMaker,
};
inline constexpr std::array<std::pair<std::string_view, VenueOrderType>, 7> kVenueOrderTypes = {{
    {"LIMIT", VenueOrderType::kLimit},
    {"MARKET", VenueOrderType::kMarket},
    {"STOP_LOSS", VenueOrderType::kStopLoss},
    {"STOP_LOSS_LIMIT", VenueOrderType::kStopLossLimit},
    {"TAKE_PROFIT", VenueOrderType::kTakeProfit},
    {"TAKE_PROFIT_LIMIT", VenueOrderType::kTakeProfitLimit},
    {"LIMIT_MAKER", VenueOrderType::kLimitMaker},
}};

enum class VenueOrderStatus : uint8_t {
  kNew,
  kPendingNew,  ///< part of a list, waits for another order of it
  kPartiallyFilled,
  kFilled,
  kCanceled,
  kPendingCancel,  ///< documented as unused, seen in the wild
  kRejected,
  kExpired,         ///< by the order's own rules, or by the venue
  kExpiredInMatch,  ///< by the prevention of trades with oneself
};
inline constexpr std::array<std::pair<std::string_view, VenueOrderStatus>, 9> kVenueOrderStatuses =
    {{
        {"NEW", VenueOrderStatus::kNew},
        {"PENDING_NEW", VenueOrderStatus::kPendingNew},
        {"PARTIALLY_FILLED", VenueOrderStatus::kPartiallyFilled},
        {"FILLED", VenueOrderStatus::kFilled},
        {"CANCELED", VenueOrderStatus::kCanceled},
        {"PENDING_CANCEL", VenueOrderStatus::kPendingCancel},
        {"REJECTED", VenueOrderStatus::kRejected},
        {"EXPIRED", VenueOrderStatus::kExpired},
        {"EXPIRED_IN_MATCH", VenueOrderStatus::kExpiredInMatch},
    }};
/// Whether nothing more can happen to the order.
constexpr bool IsFinal(VenueOrderStatus status) {
  return status == VenueOrderStatus::kFilled || status == VenueOrderStatus::kCanceled ||
         status == VenueOrderStatus::kRejected || status == VenueOrderStatus::kExpired ||
         status == VenueOrderStatus::kExpiredInMatch;
}

enum class ExecutionType : uint8_t {
  kNew,
  kCanceled,
  kReplaced,  ///< amended, its place in the queue kept
  kRejected,
  kTrade,
  kExpired,
  kTradePrevention,
};
inline constexpr std::array<std::pair<std::string_view, ExecutionType>, 7> kExecutionTypes = {{
    {"NEW", ExecutionType::kNew},
    {"CANCELED", ExecutionType::kCanceled},
    {"REPLACED", ExecutionType::kReplaced},
    {"REJECTED", ExecutionType::kRejected},
    {"TRADE", ExecutionType::kTrade},
    {"EXPIRED", ExecutionType::kExpired},
    {"TRADE_PREVENTION", ExecutionType::kTradePrevention},
}};

enum class VenueTimeInForce : uint8_t { kGtc, kIoc, kFok };
inline constexpr std::array<std::pair<std::string_view, VenueTimeInForce>, 3> kVenueTimesInForce = {
    {
        {"GTC", VenueTimeInForce::kGtc},
        {"IOC", VenueTimeInForce::kIoc},
        {"FOK", VenueTimeInForce::kFok},
    }};

/// The venue's word of a value, from one of the tables above.
template <typename Enum, size_t kSize>
constexpr std::string_view WordOf(
    Enum value, const std::array<std::pair<std::string_view, Enum>, kSize>& words) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return word;
  }
  return {};
}

}  // namespace keel::venues::binance
