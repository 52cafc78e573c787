// SPDX-License-Identifier: MIT
#include "exchange/market.h"

#include <algorithm>

namespace keel::exchange {
namespace {

using core::Quantity;
using sim::matching::LevelView;
using sim::matching::OrderView;

constexpr size_t kMostTrades = 10'000;
constexpr uint32_t kMostOpenOrders = 100'000;

sim::matching::BookLimits LimitsOf(const Listing& listing) {
  return {.orders_max = kMostOpenOrders, .iceberg_parts_max = listing.iceberg_parts};
}

// The lots of a level that `request` may trade with, and whether the level ends its way.
struct Offered {
  int64_t lots = 0;
  bool ends = false;
};
Offered OfferedAt(const std::vector<OrderView>& orders, AccountId account,
                  SelfTradePrevention prevention) {
  Offered offered;
  for (const OrderView& order : orders) {
    if (order.account == account && prevention != SelfTradePrevention::kNone) {
      if (prevention == SelfTradePrevention::kExpireMaker) continue;
      offered.ends = true;
      break;
    }
    offered.lots += order.visible + order.hidden;
  }
  return offered;
}

}  // namespace

Market::Market(MarketId market_id, Listing pair, sim::matching::BookScale steps)
    : id(market_id), listing(std::move(pair)), scale(steps), book(LimitsOf(listing)) {}

void Market::Print(const PublicTrade& trade, bool same_taker) {
  trades.push_back(trade);
  if (trades.size() > kMostTrades) trades.pop_front();
  if (same_taker && !aggregates.empty() && aggregates.back().price == trade.price) {
    aggregates.back().quantity += trade.quantity;
    aggregates.back().last_trade = trade.id;
  } else {
    const uint64_t next = aggregates.empty() ? 1 : aggregates.back().id + 1;
    aggregates.push_back({id, next, trade.price, trade.quantity, trade.id, trade.id, trade.time,
                          trade.buyer_is_maker});
    if (aggregates.size() > kMostTrades) aggregates.pop_front();
  }
  CandleInput input{.time = trade.time,
                    .open = trade.price,
                    .high = trade.price,
                    .low = trade.price,
                    .close = trade.price,
                    .volume = trade.quantity,
                    .quote_volume = trade.quote(),
                    .taker_buy_volume = {},
                    .taker_buy_quote_volume = {},
                    .trade = trade.id};
  if (!trade.buyer_is_maker) {
    input.taker_buy_volume = input.volume;
    input.taker_buy_quote_volume = input.quote_volume;
  }
  candles.Add(input);
}

std::vector<PriceLevel> DepthOf(const Market& market, core::Side side, size_t count) {
  std::vector<LevelView> levels;
  market.book.Depth(side, count, &levels);
  std::vector<PriceLevel> depth;
  depth.reserve(levels.size());
  for (const LevelView& level : levels) {
    depth.push_back({market.scale.PriceOf(level.price), market.scale.QuantityOf(level.quantity)});
  }
  return depth;
}

core::Price ProtectionOf(const Market& market, const OrderRequest& request) {
  using core::Decimal;
  const Decimal most = MulDiv(request.stop_price.value(), Decimal::FromInt(105),
                              Decimal::FromInt(100), core::Rounding::kUp);
  return core::Price(RoundTo(most, market.listing.tick.value(), core::Rounding::kUp));
}

Sweep SweepFor(const Market& market, AccountId account, const OrderRequest& request) {
  const core::Side makers = core::Opposite(request.side);
  const bool by_value = request.quote_quantity.is_positive();
  std::vector<LevelView> levels;
  market.book.Depth(makers, SIZE_MAX, &levels);
  Sweep sweep;
  std::vector<OrderView> orders;
  for (const LevelView& level : levels) {
    orders.clear();
    market.book.OrdersAt(makers, level.price, &orders);
    const Offered offered = OfferedAt(orders, account, request.prevention);
    const core::Price price = market.scale.PriceOf(level.price);
    Quantity wanted = request.quantity - sweep.quantity;
    if (by_value) {
      const core::Decimal left = request.quote_quantity - sweep.quote;
      const core::Decimal affordable = Div(left, price.value(), core::Rounding::kDown);
      wanted = Quantity(RoundTo(affordable, market.listing.lot.value(), core::Rounding::kDown));
    }
    const Quantity taken = std::min(wanted, market.scale.QuantityOf(offered.lots));
    if (taken.is_positive()) {
      sweep.quantity += taken;
      sweep.quote += core::Notional(price, taken);
      sweep.worst = price;
    }
    if (offered.ends || taken == wanted) break;
  }
  return sweep;
}

}  // namespace keel::exchange
