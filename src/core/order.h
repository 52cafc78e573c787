// SPDX-License-Identifier: MIT
// What a strategy wants (Intent), what is sent for it (Order) and what happened (Fill).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"
#include "core/instrument.h"

namespace keel::core {

/// Dense index of a strategy in one run.
struct StrategyId {
  uint16_t index = 0;
  friend constexpr auto operator<=>(StrategyId, StrategyId) = default;
};
/// Sequence number of an order in one run, from 1; the client order id is made from it.
struct OrderId {
  uint64_t value = 0;
  friend constexpr auto operator<=>(OrderId, OrderId) = default;
};

enum class OrderType : uint8_t {
  kMarket,
  kLimit,
  kStop,          ///< market order once the price trades through stop_price
  kStopLimit,     ///< limit order once the price trades through stop_price
  kTakeProfit,    ///< market order once the price reaches stop_price from the other side
  kTrailingStop,  ///< stop that follows the best price at trail_fraction
};
const char* ToString(OrderType type);

enum class TimeInForce : uint8_t {
  kGtc,  ///< good till cancelled
  kIoc,  ///< immediate or cancel the rest
  kFok,  ///< all at once or nothing
  kGtd,  ///< good till expire_time
};
const char* ToString(TimeInForce tif);

/// The terms of an order, shared by Intent and Order.
struct OrderTerms {
  InstrumentId instrument;
  Side side = Side::kBuy;
  OrderType type = OrderType::kMarket;
  TimeInForce tif = TimeInForce::kGtc;
  bool post_only = false;     ///< refused rather than taking liquidity
  Quantity quantity;          ///< base units, > 0
  Price limit_price;          ///< kLimit, kStopLimit; zero otherwise
  Price stop_price;           ///< kStop, kStopLimit, kTakeProfit; zero otherwise
  double trail_fraction = 0;  ///< kTrailingStop: distance from the best price, (0, 1)
  base::UnixNanos expire_time = base::kEndOfTime;  ///< kGtd
  uint32_t oco_group = 0;  ///< orders of one group cancel each other on a fill; 0 is no group
  /// Of an entry: the price at which it will be given up, if that is known; limits the loss.
  std::optional<Price> planned_stop = std::nullopt;
};

/// What a strategy wants. `reason` must outlive the run (a literal, or a name kept by its owner).
struct Intent {
  StrategyId strategy;
  OrderTerms terms;
  std::string_view reason;
  base::UnixNanos decided_at;
  double reference_price = 0;  ///< last known price when it was decided; costs are measured from it
  uint64_t decision = 0;       ///< number of the kept decision behind it, from 1; 0: none
  uint64_t id = 0;             ///< of this decision, never used for a second one; 0 is none
};

/// An order as it is sent: rounded to tick and lot, with its id.
struct Order {
  OrderId id;
  StrategyId strategy;
  OrderTerms terms;
  std::string_view reason;
  base::UnixNanos created_at;
  double reference_price = 0;
  /// A protected market order never trades beyond this price; zero is unprotected.
  Price protection_price;
  /// Lowers the size of an existing position: exempt from balance-sheet limits.
  bool reduces_risk = false;
  uint64_t decision = 0;  ///< its intent's
};

/// What is to become of a working order; absent: as it is.
struct OrderChange {
  std::optional<Quantity> quantity =
      std::nullopt;  ///< of the whole order, what has filled included
  std::optional<Price> limit_price = std::nullopt;
};

enum class Liquidity : uint8_t {
  kMaker,
  kTaker,
  kInternal,  ///< crossed between two strategies of the account: no venue, no order, no fee
};
const char* ToString(Liquidity liquidity);

/// What one execution cost against the reference price, in quote currency; positive is a cost. They
/// are statistics: spread + impact + latency is what the fill price lost against the reference.
struct ExecutionCost {
  double spread = 0;
  double impact = 0;
  double latency = 0;
};

/// One execution.
struct Fill {
  OrderId order;
  StrategyId strategy;
  InstrumentId instrument;
  Side side = Side::kBuy;
  Liquidity liquidity = Liquidity::kTaker;
  Price price;
  Quantity quantity;
  Money fee;  ///< in any currency: a venue says which; negative is a rebate
  base::UnixNanos time;
  ExecutionCost cost;
  std::string_view reason;  ///< the order's
  /// The venue's number of the execution, unique in its pair; 0 where there is none.
  uint64_t venue_trade = 0;
};

/// Why an order ended without filling, or what a venue said of it.
enum class OrderEnd : uint8_t {
  kCanceledByUser,
  kCanceledByOco,
  kCanceledByBreaker,
  kCanceledByDelisting,
  kUnfilledRest,  ///< rest of an IOC, or a FOK that could not fill at once
  kExpired,       ///< GTD
  kWouldTake,     ///< post-only that would have taken liquidity
  kInsufficientBalance,
  kNotTrading,
  kEndOfRun,
  kRefusedByVenue,   ///< for another reason, which the venue's answer tells
  kNotSent,          ///< it never left: no connection, or the venue's rate limit
  kCanceledByVenue,  ///< unasked
  kNeverArrived,     ///< sent with an unknown outcome, and proved not to have been placed
  kReplaced,         ///< another order is to go on in its place
  kAgainstFilters,   ///< off the venue's tick or lot, beyond its least or largest size, or of a
                     ///< type that the pair does not have
  kTooManyOrders,    ///< as many work or wait there as the venue lets
};
const char* ToString(OrderEnd end);

}  // namespace keel::core
