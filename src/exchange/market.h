// SPDX-License-Identifier: MIT
// One listed pair at work: its book, its open orders, its tape and its candles.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "exchange/accounts.h"
#include "exchange/candles.h"
#include "exchange/listing.h"
#include "exchange/order.h"
#include "sim/matching/book_scale.h"
#include "sim/matching/order_book.h"

namespace keel::exchange {

/// One public trade.
struct PublicTrade {
  MarketId market = 0;
  uint64_t id = 0;
  core::Price price;
  core::Quantity quantity;
  base::UnixNanos time;
  bool buyer_is_maker = false;
  core::Decimal quote() const { return core::Notional(price, quantity); }
};

/// What one taker traded at one price at one moment.
struct AggregateTrade {
  MarketId market = 0;
  uint64_t id = 0;
  core::Price price;
  core::Quantity quantity;
  uint64_t first_trade = 0;
  uint64_t last_trade = 0;
  base::UnixNanos time;
  bool buyer_is_maker = false;
};

struct Market {
  Market(MarketId id, Listing listing, sim::matching::BookScale scale);

  const MarketId id;
  Listing listing;  ///< its steps may change, in multiples of those of the book
  const sim::matching::BookScale scale;
  AssetId base_asset = 0;
  AssetId quote_asset = 0;
  sim::matching::OrderBook book;
  std::map<uint64_t, OrderRecord> open;  ///< by the exchange's number
  uint64_t last_order = 0;
  std::deque<PublicTrade> trades;         ///< the last 10,000
  std::deque<AggregateTrade> aggregates;  ///< the last 10,000
  CandleBoard candles;

  /// Appends to the tape, the aggregates and the candles. A trade goes on in the last aggregate
  /// where `same_taker` and its price is the same.
  void Print(const PublicTrade& trade, bool same_taker);
};

/// The best `count` levels of a side, best first.
struct PriceLevel {
  core::Price price;
  core::Quantity quantity;
};
std::vector<PriceLevel> DepthOf(const Market& market, core::Side side, size_t count);

/// What a market order would take now: with all that icebergs hide and without what its own account
/// shows, as far as self-trade prevention allows.
struct Sweep {
  core::Quantity quantity;
  core::Decimal quote;  ///< its value
  core::Price worst;    ///< of the last level that it reaches; zero where the book is empty
};
/// As much as `request` asks for (its quantity, or a value of its quote quantity, in whole lots).
Sweep SweepFor(const Market& market, AccountId account, const OrderRequest& request);

/// The price beyond which a stop that becomes a market order does not buy, so that what is locked
/// for it is enough: 5 % above its stop price.
core::Price ProtectionOf(const Market& market, const OrderRequest& request);

}  // namespace keel::exchange
