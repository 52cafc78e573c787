// SPDX-License-Identifier: MIT
#include "core/order.h"

#include "base/check.h"

namespace keel::core {

const char* ToString(OrderType type) {
  switch (type) {
    case OrderType::kMarket:
      return "market";
    case OrderType::kLimit:
      return "limit";
    case OrderType::kStop:
      return "stop";
    case OrderType::kStopLimit:
      return "stop_limit";
    case OrderType::kTakeProfit:
      return "take_profit";
    case OrderType::kTrailingStop:
      return "trailing_stop";
  }
  CHECK(false, "an order type outside its enumeration");
}

const char* ToString(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::kGtc:
      return "GTC";
    case TimeInForce::kIoc:
      return "IOC";
    case TimeInForce::kFok:
      return "FOK";
    case TimeInForce::kGtd:
      return "GTD";
  }
  CHECK(false, "a time in force outside its enumeration");
}

const char* ToString(OrderEnd end) {
  switch (end) {
    case OrderEnd::kCanceledByUser:
      return "canceled_by_user";
    case OrderEnd::kCanceledByOco:
      return "canceled_by_oco";
    case OrderEnd::kCanceledByBreaker:
      return "canceled_by_breaker";
    case OrderEnd::kCanceledByDelisting:
      return "canceled_by_delisting";
    case OrderEnd::kUnfilledRest:
      return "unfilled_rest";
    case OrderEnd::kExpired:
      return "expired";
    case OrderEnd::kWouldTake:
      return "would_take";
    case OrderEnd::kInsufficientBalance:
      return "insufficient_balance";
    case OrderEnd::kNotTrading:
      return "not_trading";
    case OrderEnd::kRefusedByVenue:
      return "refused_by_venue";
    case OrderEnd::kNotSent:
      return "not_sent";
    case OrderEnd::kCanceledByVenue:
      return "canceled_by_venue";
    case OrderEnd::kNeverArrived:
      return "never_arrived";
    case OrderEnd::kReplaced:
      return "replaced";
    case OrderEnd::kAgainstFilters:
      return "against_filters";
    case OrderEnd::kTooManyOrders:
      return "too_many_orders";
    case OrderEnd::kEndOfRun:
      return "end_of_run";
  }
  CHECK(false, "an order end outside its enumeration");
}

const char* ToString(Liquidity liquidity) {
  switch (liquidity) {
    case Liquidity::kMaker:
      return "maker";
    case Liquidity::kTaker:
      return "taker";
    case Liquidity::kInternal:
      return "internal";
  }
  CHECK(false, "a liquidity outside its enumeration");
}

}  // namespace keel::core
