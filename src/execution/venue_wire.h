// SPDX-License-Identifier: MIT
// What is asked of a real venue and what it answers, in no venue's own words. A connector turns
// requests into its protocol and answers into these records; it decides nothing and repeats
// nothing. Whether an order exists is a venue's word alone: a failure to hear it proves nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "core/order.h"

namespace keel::execution {

/// Unique over all requests of an account, restarts included.
struct RequestId {
  uint64_t value = 0;
  friend constexpr auto operator<=>(RequestId, RequestId) = default;
};

// ---- Requests.

struct PlaceOrder {
  std::string client_id;  ///< never used for a second order
  /// What the venue is told as the time of sending: past its receive window it cannot enter. One
  /// that cannot leave at once is kNotSent.
  base::UnixNanos stamp;
  core::OrderTerms terms;
  core::Price protection_price;  ///< of a market order: sent as a limit IOC; zero: unprotected
};
struct CancelAtVenue {
  std::string client_id;
  core::InstrumentId instrument;
};
/// Lowers the whole quantity of a working order, which keeps its place in the queue.
struct AmendAtVenue {
  std::string client_id;
  core::InstrumentId instrument;
  base::UnixNanos stamp;  ///< as of PlaceOrder: past its receive window it cannot act
  core::Quantity quantity;
};
struct QueryOrder {
  std::string client_id;
  core::InstrumentId instrument;
};
/// All that works at the venue for this account.
struct QueryOpenOrders {};
/// Own executions of a pair with numbers above `after`, in order; as many as the venue gives.
struct QueryTrades {
  core::InstrumentId instrument;
  uint64_t after = 0;
  /// Instead the last one alone, whatever its number: who begins a session asks so, its link never.
  bool newest = false;
};
struct QueryBalances {};

struct Request {
  RequestId id;
  std::variant<PlaceOrder, CancelAtVenue, QueryOrder, QueryOpenOrders, QueryTrades, QueryBalances,
               AmendAtVenue>
      what;
};

// ---- What a venue says.

enum class VenueStatus : uint8_t { kWorking, kFilled, kCanceled, kRejected, kExpired };

/// An order as a venue tells it.
struct VenueOrder {
  std::string client_id;
  uint64_t venue_id = 0;
  core::InstrumentId instrument;
  VenueStatus status = VenueStatus::kWorking;
  core::Quantity executed;       ///< so far
  core::Quantity quantity = {};  ///< of the whole order, as it stands there; zero: not told
};

/// One execution of an own order.
struct VenueTrade {
  uint64_t number = 0;  ///< unique in its pair
  uint64_t venue_id = 0;
  core::InstrumentId instrument;
  core::Side side = core::Side::kBuy;
  core::Liquidity liquidity = core::Liquidity::kTaker;
  core::Price price;
  core::Quantity quantity;
  core::Money fee;
  base::UnixNanos time;
};

/// Why there is no answer, or one that settles nothing.
enum class Failure : uint8_t {
  kNotSent,  ///< certainly not executed: it never left, or the venue turned it away unread
  kUnknown,  ///< it may have been executed: timeout, broken connection, unreadable answer, 5xx
};
/// The venue refused the request itself, or tells that there is no such order.
struct Refused {
  core::OrderEnd why = core::OrderEnd::kRefusedByVenue;
  std::string text;
};
struct NotFound {};
struct Balance {
  core::CurrencyId currency;
  core::Decimal free, locked;
};

struct Answer {
  RequestId request;
  std::variant<VenueOrder,               // placed, amended, cancelled or asked about: as it is
               std::vector<VenueOrder>,  // open orders
               std::vector<VenueTrade>,  // trades
               std::vector<Balance>,     // balances
               Refused, NotFound, Failure>
      what;
};

/// A message of the account's own stream.
struct StreamOrder {
  VenueOrder order;
  std::optional<VenueTrade> trade;
};
/// The stream began to work, or ceased to.
struct StreamState {
  bool up = false;
};

using VenueEvent = std::variant<Answer, StreamOrder, StreamState>;

}  // namespace keel::execution
