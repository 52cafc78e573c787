// SPDX-License-Identifier: MIT
// What a refusal of Binance means for the request behind it. The distinction that money hangs on:
// an order whose fate is unknown is neither placed nor failed. [Binance: Error codes; venues and
// faults F01, F02, F04, F22]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keel::venues::binance {

/// {"code": -1121, "msg": "Invalid symbol."}, as a REST body or inside a WebSocket-API response.
struct VenueError {
  int64_t code = 0;
  std::string message;
  std::string body;  ///< the `data` beside it, JSON: of a cancel-replace what each half did
};

enum class ErrorMeaning : uint8_t {
  /// The venue may have done it or not. For an order: UNKNOWN until a query or the bound of time
  /// settles it; nothing new is sent for its intent.
  kUnknownOutcome,
  kSlowDown,      ///< too many requests, or busy: certainly not done; may be asked later
  kBanned,        ///< the address is shut out: nothing at all may be sent until Retry-After
  kBadClock,      ///< the timestamp is off: certainly not done; set the offset, then ask again
  kUnauthorised,  ///< key, signature or permission: asking again does not help
  /// The order is not there. Right after a placement it proves nothing; after a cancel it may have
  /// been filled.
  kNoSuchOrder,
  kArchived,        ///< the order was cancelled or expired 90 days ago or longer, unfilled
  kCancelRejected,  ///< there was nothing to cancel; what became of the order has to be asked
  kOrderRejected,   ///< certainly not placed, for a reason of business
  /// The client order id is open already: an earlier send of the same order did arrive.
  kDuplicateOrder,
  kPartlyDone,  ///< of a cancel-replace one half was done
  kBadRequest,  ///< malformed: a bug here; asking again does not help
};
const char* ToString(ErrorMeaning meaning);

/// Whether the same request may be sent again by itself, later and within its bounds. Of a
/// placement never true where it could be a second order.
constexpr bool IsRetryable(ErrorMeaning meaning) {
  return meaning == ErrorMeaning::kSlowDown || meaning == ErrorMeaning::kBadClock;
}

/// The meaning of an answer with this status and, where the body had one, this error. Requires a
/// status other than 2xx, or an error. A status of 5xx and an error that nobody knows are unknown
/// outcomes.
ErrorMeaning MeaningOf(int http_status, const std::optional<VenueError>& error);

/// Why an order was rejected, out of the message of -2010, -1013 and their like.
enum class Rejection : uint8_t {
  kOther,
  kInsufficientBalance,
  kWouldTake,     ///< a maker-only order would have traded at once
  kWouldTrigger,  ///< a stop price is on the wrong side of the market
  kNotTrading,
  kDuplicate,
  kUnknownOrder,
  kPriceFilter,
  kPercentPrice,
  kLotSize,
  kMarketLotSize,
  kNotional,
  kIcebergParts,
  kMaxPosition,
  kMaxOrders,  ///< of the pair, the account, iceberg or algo orders
  kOrderType,  ///< the pair has no orders of that type
};
const char* ToString(Rejection rejection);
Rejection RejectionOf(std::string_view message);

}  // namespace keel::venues::binance
