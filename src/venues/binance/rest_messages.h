// SPDX-License-Identifier: MIT
// What Binance answers to requests, by REST or by the WebSocket API, typed and exact.
// [Binance: Public REST API for spot]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"
#include "venues/binance/order_words.h"

namespace keel::venues::binance {

/// One trade inside the answer to a new order.
struct OrderFillPart {
  std::optional<uint64_t> trade_id;
  core::Price price;
  core::Quantity quantity;
  core::Decimal commission;
  std::string commission_asset;
};

/// An order as the venue has it. An ACK answer has the ids and the time only.
struct VenueOrder {
  std::string symbol;
  uint64_t order_id = 0;
  std::string client_order_id;
  /// Of the answer to a cancel: the id under which it was placed (`client_order_id` is then the
  /// cancel's own).
  std::optional<std::string> original_client_order_id;
  std::optional<int64_t> order_list_id;    ///< of an OCO or the like
  std::optional<VenueOrderStatus> status;  ///< absent from an ACK
  core::Side side = core::Side::kBuy;
  VenueOrderType type = VenueOrderType::kLimit;
  VenueTimeInForce tif = VenueTimeInForce::kGtc;
  core::Price price;       ///< zero of a market order
  core::Price stop_price;  ///< zero where there is none
  core::Quantity quantity;
  core::Quantity executed;
  std::optional<core::Decimal> cumulative_quote;  ///< absent where the venue no longer knows it
  std::optional<base::UnixNanos> placed_at;
  base::UnixNanos updated_at;        ///< of the last change or transaction
  std::optional<bool> working;       ///< on the book
  std::vector<OrderFillPart> fills;  ///< of a FULL answer
};

struct AssetBalance {
  std::string asset;
  core::Decimal free;
  core::Decimal locked;
};

struct AccountState {
  bool can_trade = false;
  std::optional<uint64_t> uid;
  base::UnixNanos updated_at;
  std::optional<core::Decimal> maker_rate;  ///< commission as a fraction
  std::optional<core::Decimal> taker_rate;
  std::vector<AssetBalance> balances;
};

/// What an API key may do (`apiRestrictions`).
struct KeyRestrictions {
  std::optional<bool> reading;
  bool spot_trading = false;
  bool withdrawals = false;
  /// To other users of the venue, or among the owner's own accounts.
  bool internal_transfer = false, universal_transfer = false;
  bool ip_restricted = false;
};

/// A trade of the account (`myTrades`).
struct AccountTrade {
  std::string symbol;
  uint64_t id = 0;
  uint64_t order_id = 0;
  core::Price price;
  core::Quantity quantity;
  core::Decimal quote_quantity;
  core::Decimal commission;
  std::string commission_asset;
  base::UnixNanos time;
  bool buyer = false;
  bool maker = false;
};

/// A public aggregate trade of the REST history.
struct AggregateTrade {
  core::TradeTick tick;
  uint64_t first_trade = 0;
  uint64_t last_trade = 0;
};

/// The two halves of a cancel-replace, each answered or refused.
struct CancelReplaceAnswer {
  bool canceled = false;
  bool placed = false;
  std::optional<VenueOrder> cancel;
  std::optional<VenueOrder> order;
};

}  // namespace keel::venues::binance
