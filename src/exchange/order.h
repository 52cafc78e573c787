// SPDX-License-Identifier: MIT
// An order at the exchange from its request to its last report, exact.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "exchange/accounts.h"
#include "exchange/order_words.h"

namespace keel::exchange {

/// Dense index of a listing.
using MarketId = uint32_t;

/// What a client asks for. What does not apply to its type is zero.
struct OrderRequest {
  MarketId market = 0;
  core::Side side = core::Side::kBuy;
  OrderType type = OrderType::kLimit;
  core::TimeInForce tif = core::TimeInForce::kGtc;
  core::Quantity quantity;
  core::Decimal quote_quantity;  ///< of a market order in the place of a quantity: what to spend
  core::Price price;
  core::Price stop_price;
  core::Quantity iceberg;  ///< shown at a time
  SelfTradePrevention prevention = SelfTradePrevention::kExpireMaker;
  std::string client_id;  ///< empty: nobody asks for it by name
  /// Checked again when the order reaches the matching engine.
  base::UnixNanos deadline = base::kEndOfTime;
};

/// An order as the exchange keeps it.
struct OrderRecord {
  OrderRequest request;
  uint64_t id = 0;  ///< unique in its market
  AccountId account = 0;
  OrderStatus status = OrderStatus::kNew;
  core::Quantity executed;
  core::Decimal executed_quote;
  core::Decimal locked;  ///< quote of a buy, base of a sell, what is left of it
  /// Of a market kind that buys: beyond it nothing is bought, so that what is locked is enough. By
  /// the steps of when it was placed. Zero: none.
  core::Price protection;
  base::UnixNanos placed_at;
  base::UnixNanos updated_at;
  std::optional<base::UnixNanos> working_since;  ///< on the book, triggered
  std::optional<uint64_t> list;                  ///< of two that end each other

  core::Quantity open() const { return request.quantity - executed; }
  bool is_open() const {
    return status == OrderStatus::kNew || status == OrderStatus::kPartiallyFilled;
  }
};

/// One execution as its owner sees it.
struct AccountFill {
  MarketId market = 0;
  uint64_t trade = 0;
  uint64_t order = 0;
  core::Price price;
  core::Quantity quantity;
  core::Decimal commission;
  AssetId commission_asset = 0;
  base::UnixNanos time;
  bool buyer = false;
  bool maker = false;
  std::optional<uint64_t> list = std::nullopt;  ///< of its order
  core::Decimal quote() const { return core::Notional(price, quantity); }
};

/// Something happened to an order: what `executionReport` tells.
struct OrderReport {
  ExecutionType execution = ExecutionType::kNew;
  OrderRecord order;  ///< as it is afterwards
  std::optional<AccountFill> fill;
  std::string cancel_id;  ///< the client's name for the cancel
  base::UnixNanos time;
};

/// How an order is named: the exchange's number or the client's name.
using OrderKey = std::variant<uint64_t, std::string>;

struct Placed {
  OrderRecord order;
  std::vector<AccountFill> fills;
};

}  // namespace keel::exchange
