// SPDX-License-Identifier: MIT
#include "venues/binance/error_code.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace keel::venues::binance {
namespace {

struct CodeRow {
  int64_t code;
  ErrorMeaning meaning;
};

constexpr std::array<CodeRow, 25> kCodes = {{
    {-1000, ErrorMeaning::kUnknownOutcome},  // "an unknown error occurred"
    {-1001, ErrorMeaning::kUnknownOutcome},  // internal disconnect
    {-1002, ErrorMeaning::kUnauthorised},
    {-1003, ErrorMeaning::kSlowDown},        // too much request weight
    {-1006, ErrorMeaning::kUnknownOutcome},  // "execution status unknown"
    {-1007, ErrorMeaning::kUnknownOutcome},  // "execution status unknown"
    {-1008, ErrorMeaning::kSlowDown},        // overloaded
    {-1010, ErrorMeaning::kOrderRejected},   // of the matching engine, as -2010
    {-1013, ErrorMeaning::kOrderRejected},   // a filter; never reached the matching engine
    {-1014, ErrorMeaning::kBadRequest},
    {-1015, ErrorMeaning::kSlowDown},        // too many new orders
    {-1016, ErrorMeaning::kUnknownOutcome},  // shutting down
    {-1020, ErrorMeaning::kBadRequest},
    {-1021, ErrorMeaning::kBadClock},
    {-1022, ErrorMeaning::kUnauthorised},
    {-1034, ErrorMeaning::kSlowDown},  // too many connections or messages
    {-2010, ErrorMeaning::kOrderRejected},
    {-2011, ErrorMeaning::kCancelRejected},
    {-2013, ErrorMeaning::kNoSuchOrder},
    {-2014, ErrorMeaning::kUnauthorised},
    {-2015, ErrorMeaning::kUnauthorised},
    {-2021, ErrorMeaning::kPartlyDone},
    {-2022, ErrorMeaning::kOrderRejected},  // neither half of a cancel-replace was done
    {-2026, ErrorMeaning::kArchived},
    {-2039, ErrorMeaning::kNoSuchOrder},  // the two ids do not belong together
}};

ErrorMeaning MeaningOfError(const VenueError& error) {
  for (const CodeRow& row : kCodes) {
    if (row.code != error.code) continue;
    const bool duplicate = row.meaning == ErrorMeaning::kOrderRejected &&
                           RejectionOf(error.message) == Rejection::kDuplicate;
    return duplicate ? ErrorMeaning::kDuplicateOrder : row.meaning;
  }
  // -11xx: parameters.
  if (error.code <= -1100 && error.code > -1200) return ErrorMeaning::kBadRequest;
  if (error.code == -2038) return ErrorMeaning::kOrderRejected;  // an amendment
  return ErrorMeaning::kUnknownOutcome;
}

struct MessageRow {
  std::string_view part;
  Rejection rejection;
};

// The longer of two filters whose names contain each other comes first.
constexpr std::array<MessageRow, 20> kMessages = {{
    {"insufficient balance", Rejection::kInsufficientBalance},
    {"immediately match and take", Rejection::kWouldTake},
    {"would trigger immediately", Rejection::kWouldTrigger},
    {"Market is closed", Rejection::kNotTrading},
    {"Duplicate order", Rejection::kDuplicate},
    {"Unknown order", Rejection::kUnknownOrder},
    {"PERCENT_PRICE", Rejection::kPercentPrice},
    {"PRICE_FILTER", Rejection::kPriceFilter},
    {"MARKET_LOT_SIZE", Rejection::kMarketLotSize},
    {"LOT_SIZE", Rejection::kLotSize},
    {"NOTIONAL", Rejection::kNotional},
    {"ICEBERG_PARTS", Rejection::kIcebergParts},
    {"MAX_POSITION", Rejection::kMaxPosition},
    {"MAX_NUM_ORDERS", Rejection::kMaxOrders},
    {"MAX_NUM_ALGO_ORDERS", Rejection::kMaxOrders},
    {"MAX_NUM_ICEBERG_ORDERS", Rejection::kMaxOrders},
    {"MAX_ALGO_ORDERS", Rejection::kMaxOrders},
    {"MAX_NUM_ORDER_LISTS", Rejection::kMaxOrders},
    {"MAX_NUM_ORDER_AMENDS", Rejection::kMaxOrders},
    {"Invalid orderType", Rejection::kOrderType},
}};

}  // namespace

const char* ToString(ErrorMeaning meaning) {
  switch (meaning) {
    case ErrorMeaning::kUnknownOutcome:
      return "unknown_outcome";
    case ErrorMeaning::kSlowDown:
      return "slow_down";
    case ErrorMeaning::kBanned:
      return "banned";
    case ErrorMeaning::kBadClock:
      return "bad_clock";
    case ErrorMeaning::kUnauthorised:
      return "unauthorised";
    case ErrorMeaning::kNoSuchOrder:
      return "no_such_order";
    case ErrorMeaning::kArchived:
      return "archived";
    case ErrorMeaning::kCancelRejected:
      return "cancel_rejected";
    case ErrorMeaning::kOrderRejected:
      return "order_rejected";
    case ErrorMeaning::kDuplicateOrder:
      return "duplicate_order";
    case ErrorMeaning::kPartlyDone:
      return "partly_done";
    case ErrorMeaning::kBadRequest:
      return "bad_request";
  }
  CHECK(false, "a meaning outside its enumeration");
}

ErrorMeaning MeaningOf(int http_status, const std::optional<VenueError>& error) {
  if (http_status == 418) return ErrorMeaning::kBanned;
  if (http_status == 429) return ErrorMeaning::kSlowDown;
  if (error) {
    const ErrorMeaning meaning = MeaningOfError(*error);
    // Behind a 5xx stands a fault of the venue, whatever it says; a throttled one was not begun.
    const bool doubtful = http_status >= 500 && meaning != ErrorMeaning::kSlowDown;
    return doubtful ? ErrorMeaning::kUnknownOutcome : meaning;
  }
  if (http_status == 401) return ErrorMeaning::kUnauthorised;
  // The firewall of the venue, before any of its servers.
  if (http_status == 403) return ErrorMeaning::kSlowDown;
  return ErrorMeaning::kUnknownOutcome;
}

const char* ToString(Rejection rejection) {
  switch (rejection) {
    case Rejection::kOther:
      return "other";
    case Rejection::kInsufficientBalance:
      return "insufficient_balance";
    case Rejection::kWouldTake:
      return "would_take";
    case Rejection::kWouldTrigger:
      return "would_trigger";
    case Rejection::kNotTrading:
      return "not_trading";
    case Rejection::kDuplicate:
      return "duplicate";
    case Rejection::kUnknownOrder:
      return "unknown_order";
    case Rejection::kPriceFilter:
      return "price_filter";
    case Rejection::kPercentPrice:
      return "percent_price";
    case Rejection::kLotSize:
      return "lot_size";
    case Rejection::kMarketLotSize:
      return "market_lot_size";
    case Rejection::kNotional:
      return "notional";
    case Rejection::kIcebergParts:
      return "iceberg_parts";
    case Rejection::kMaxPosition:
      return "max_position";
    case Rejection::kMaxOrders:
      return "max_orders";
    case Rejection::kOrderType:
      return "order_type";
  }
  CHECK(false, "a rejection outside its enumeration");
}

Rejection RejectionOf(std::string_view message) {
  for (const MessageRow& row : kMessages) {
    if (message.find(row.part) != std::string_view::npos) return row.rejection;
  }
  return Rejection::kOther;
}

}  // namespace keel::venues::binance
