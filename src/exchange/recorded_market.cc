// SPDX-License-Identifier: MIT
#include "exchange/recorded_market.h"

#include "base/check.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Side;

constexpr int64_t kRecordedWealth = 1'000'000'000'000;
constexpr base::Duration kPause = base::Milliseconds(100);  // between two rounds of a recording

/// How many decimals a step has, at most 9.
int DecimalsOf(Decimal step) {
  int decimals = 0;
  while (decimals < 9 && !IsMultipleOf(step, Decimal::PowerOfTen(-decimals))) ++decimals;
  return decimals;
}

}  // namespace

base::Result<Listing> ListingOf(const market::BookRecording& recording) {
  return MakeListing(recording.symbol, DecimalsOf(recording.filters.tick.value()),
                     DecimalsOf(recording.filters.lot.value()));
}

RecordedMarket::RecordedMarket(SimulatedExchange& exchange, MarketId market,
                               market::BookRecording recording, bool loops, base::UnixNanos now)
    : exchange_(exchange),
      market_(market),
      recording_(std::move(recording)),
      loops_(loops),
      start_(now) {
  CHECK(!recording_.changes.empty(), "a recording of nothing");
  for (AccountId* account : {&maker_, &taker_}) {
    *account = exchange.OpenAccount(Membership::kRecording);
    for (const std::string& asset : std::vector(exchange.accounts().assets())) {
      CHECK(exchange.Transfer(*account, asset, Decimal::FromInt(kRecordedWealth), now),
            "it is paid in assets that are listed");
    }
  }
}

base::UnixNanos RecordedMarket::TimeOf(const market::RecordedChange& change) const {
  return start_ + (change.received - recording_.changes.front().received);
}

void RecordedMarket::Step(base::UnixNanos now) {
  const auto& changes = recording_.changes;
  while (!ended() && TimeOf(changes[next_]) <= now) {
    const market::RecordedChange& change = changes[next_++];
    const base::UnixNanos time = TimeOf(change);
    std::visit([&](const auto& what) { Tell(what, time); }, change.what);
    if (!ended() || !loops_) continue;
    start_ = TimeOf(changes.back()) + kPause;
    next_ = 0;
  }
}

void RecordedMarket::Tell(const core::BookUpdate& update, base::UnixNanos now) {
  if (update.is_snapshot) Clear(now);
  // What is gone first: a new price may be where the other side was.
  for (const bool gone : {true, false}) {
    SetLevels(Side::kBuy, update.bids, gone, now);
    SetLevels(Side::kSell, update.asks, gone, now);
  }
}

void RecordedMarket::Tell(const core::TradeTick& trade, base::UnixNanos now) {
  OrderRequest request;
  request.side = trade.aggressor;
  request.tif = core::TimeInForce::kIoc;
  request.price = trade.price;
  request.quantity = trade.quantity;
  Place(taker_, request, now);
}

void RecordedMarket::Clear(base::UnixNanos now) {
  for (const OrderRecord& open : exchange_.OpenOrders(maker_, market_)) {
    CHECK(exchange_.Cancel(maker_, market_, open.id, "", now), "an open order can be canceled");
  }
  levels_ = {};
}

void RecordedMarket::SetLevels(Side side, const std::vector<core::BookLevel>& levels, bool gone,
                               base::UnixNanos now) {
  for (const core::BookLevel& level : levels) {
    if (level.quantity.is_zero() == gone) SetLevel(side, level, now);
  }
}

// What came to a level stands behind all that is there, clients included; what left it left from
// behind.
void RecordedMarket::SetLevel(Side side, const core::BookLevel& level, base::UnixNanos now) {
  Levels& levels = levels_[side == Side::kBuy ? 0 : 1];
  std::vector<uint64_t>& orders = levels[level.price];
  const core::Quantity standing = Standing(&orders);
  if (level.quantity < standing) Shrink(&orders, standing - level.quantity, now);
  if (level.quantity > standing) {
    OrderRequest request;
    request.side = side;
    request.price = level.price;
    request.quantity = level.quantity - standing;
    if (const uint64_t order = Place(maker_, request, now)) orders.push_back(order);
  }
  if (orders.empty()) levels.erase(level.price);
}

// Forgets those that have ended.
core::Quantity RecordedMarket::Standing(std::vector<uint64_t>* orders) const {
  const auto& open = exchange_.market(market_).open;
  std::erase_if(*orders, [&](uint64_t order) { return !open.contains(order); });
  core::Quantity sum;
  for (const uint64_t order : *orders) sum += open.at(order).open();
  return sum;
}

void RecordedMarket::Shrink(std::vector<uint64_t>* orders, core::Quantity by, base::UnixNanos now) {
  while (by.is_positive()) {
    const OrderRecord& last = exchange_.market(market_).open.at(orders->back());
    const core::Quantity open = last.open();
    if (open > by) {
      CHECK(exchange_.Reduce(maker_, market_, last.id, last.request.quantity - by, now),
            "an order can become smaller");
      return;
    }
    CHECK(exchange_.Cancel(maker_, market_, last.id, "", now), "an open order can be canceled");
    orders->pop_back();
    by = by - open;
  }
}

// The number of an order that rests; 0 of one that does not.
uint64_t RecordedMarket::Place(AccountId account, OrderRequest request, base::UnixNanos now) {
  request.market = market_;
  const auto placed = exchange_.Place(account, request, now);
  if (!placed) {
    ++left_out_;
    return 0;
  }
  return placed->order.is_open() ? placed->order.id : 0;
}

}  // namespace keel::exchange
