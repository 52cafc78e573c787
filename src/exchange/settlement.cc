// SPDX-License-Identifier: MIT
// From what a book did to who owns what: the events of one turn of the matching engine become
// payments, order states, fills and reports.
#include <algorithm>

#include "base/check.h"
#include "exchange/simulated_exchange.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Rounding;
using sim::matching::Event;
using sim::matching::EventKind;
using sim::matching::Reason;

constexpr size_t kMostKept = 10'000;
constexpr Decimal kSatoshi = Decimal::PowerOfTen(-8);

template <typename T>
void Keep(std::deque<T>& list, T value) {
  list.push_back(std::move(value));
  if (list.size() > kMostKept) list.pop_front();
}

// What an order that rests or waits has to have locked.
Decimal NeededBy(const OrderRecord& order) {
  if (order.request.side == core::Side::kSell) return order.open().value();
  const core::Price most =
      IsMarketKind(order.request.type) ? order.protection : order.request.price;
  return core::Notional(most, order.open());
}

}  // namespace

// Requires that events_ is one turn of the market's book.
void SimulatedExchange::Apply(Market& market, base::UnixNanos now) {
  const uint64_t printed = market.aggregates.empty() ? 0 : market.aggregates.back().id;
  uint64_t taker = 0;
  for (const Event& event : events_) {
    if (event.kind == EventKind::kTrade) {
      ApplyTrade(market, event, event.order == taker, now);
      taker = event.order;
    } else {
      ApplyChange(market, event, now);
    }
  }
  const auto fresh =
      std::ranges::find_if(market.aggregates.rbegin(), market.aggregates.rend(),
                           [&](const AggregateTrade& trade) { return trade.id <= printed; });
  news_.aggregates.insert(news_.aggregates.end(), fresh.base(), market.aggregates.end());
  if (!touched_lists_.empty()) SettleLists(market, now);
}

void SimulatedExchange::ApplyTrade(Market& market, const Event& event, bool same_taker,
                                   base::UnixNanos now) {
  const PublicTrade trade{market.id,
                          event.trade,
                          market.scale.PriceOf(event.price),
                          market.scale.QuantityOf(event.quantity),
                          now,
                          event.side == core::Side::kSell};
  market.Print(trade, same_taker);
  news_.trades.push_back(trade);
  OrderRecord& taker = market.open.at(event.order);
  OrderRecord& maker = market.open.at(event.counterpart);
  const AccountFill taken = Charge(market, taker, FillOf(market, taker, trade, false));
  const AccountFill made = Charge(market, maker, FillOf(market, maker, trade, true));
  // Each side pays what it locked; the receiver's commission is part of the payment where it is in
  // what is received.
  Pay(market, taker, maker.account, made);
  Pay(market, maker, taker.account, taken);
  if (taker.id == turn_.order) turn_.fills.push_back(taken);
  BookFill(market, maker, made);
  BookFill(market, taker, taken);
}

AccountFill SimulatedExchange::FillOf(const Market& market, const OrderRecord& order,
                                      const PublicTrade& trade, bool maker) const {
  const bool buyer = order.request.side == core::Side::kBuy;
  const Decimal received = buyer ? trade.quantity.value() : trade.quote();
  const Decimal rate = maker ? fees_.maker : fees_.taker;
  const Decimal commission =
      RoundTo(Mul(received, rate, Rounding::kDown), kSatoshi, Rounding::kDown);
  return {market.id,
          trade.id,
          order.id,
          trade.price,
          trade.quantity,
          commission,
          buyer ? market.base_asset : market.quote_asset,
          trade.time,
          buyer,
          maker,
          order.list};
}

void SimulatedExchange::Pay(const Market& market, const OrderRecord& payer, AccountId to,
                            const AccountFill& received) {
  const bool buys = payer.request.side == core::Side::kBuy;
  const Decimal amount = buys ? received.quote() : received.quantity.value();
  const AssetId asset = LockedAsset(market, payer.request.side);
  const Decimal fee = received.commission_asset == asset ? received.commission : Decimal();
  accounts_.Pay({payer.account, to, asset, amount, fee});
}

// A commission in the coin of the fees: at its last price, and nothing where it has none.
std::optional<Decimal> SimulatedExchange::InFeeCoin(const Market& market,
                                                    const AccountFill& fill) const {
  const Decimal share = Mul(fill.commission, fees_.coin_share, Rounding::kDown);
  const Decimal value = fill.buyer ? Mul(share, fill.price.value(), Rounding::kDown) : share;
  if (*fee_coin_ == market.quote_asset) return RoundTo(value, kSatoshi, Rounding::kDown);
  const auto priced = FindMarket(fees_.coin + market.listing.quote);
  const core::Price last = priced ? markets_[*priced]->candles.last() : core::Price();
  if (!last.is_positive()) return std::nullopt;
  return RoundTo(Div(value, last.value(), Rounding::kDown), kSatoshi, Rounding::kDown);
}

// Clients pay in the coin of the fees as long as they have enough of it; what they receive in that
// coin itself pays for itself.
AccountFill SimulatedExchange::Charge(const Market& market, const OrderRecord& order,
                                      AccountFill fill) {
  const bool pays = fee_coin_ && members_[order.account].membership == Membership::kClient;
  if (!pays || fill.commission_asset == *fee_coin_) return fill;
  const auto amount = InFeeCoin(market, fill);
  if (!amount || accounts_.at(order.account, *fee_coin_).free < *amount) return fill;
  accounts_.PayFee(order.account, *fee_coin_, *amount);
  fill.commission = *amount;
  fill.commission_asset = *fee_coin_;
  return fill;
}

// After the payment: the order's own count of what it has locked, and its state.
void SimulatedExchange::BookFill(Market& market, OrderRecord& order, const AccountFill& fill) {
  order.executed += fill.quantity;
  order.executed_quote += fill.quote();
  order.updated_at = fill.time;
  const bool buys = order.request.side == core::Side::kBuy;
  order.locked = order.locked - (buys ? fill.quote() : fill.quantity.value());
  if (buys && !IsMarketKind(order.request.type)) {
    KeepLocked(market, order, core::Notional(order.request.price, order.open()));
  }
  Member& member = members_[order.account];
  member.updated_at = fill.time;
  const bool filled = order.open().is_zero();
  order.status = filled ? OrderStatus::kFilled : OrderStatus::kPartiallyFilled;
  if (filled) KeepLocked(market, order, Decimal());
  if (member.membership == Membership::kClient) Keep(member.fills, fill);
  Report(ExecutionType::kTrade, order, fill);
  if (filled) Close(market, order, OrderStatus::kFilled);
}

void SimulatedExchange::KeepLocked(const Market& market, OrderRecord& order, Decimal amount) {
  accounts_.Unlock(order.account, LockedAsset(market, order.request.side), order.locked - amount);
  order.locked = amount;
}

// An order of a list acts: the other one, which held what both may need, has ended before.
void SimulatedExchange::LockAnew(const Market& market, OrderRecord& order) {
  const Decimal missing = NeededBy(order) - order.locked;
  if (!missing.is_positive()) return;
  accounts_.Lock(order.account, LockedAsset(market, order.request.side), missing);
  order.locked += missing;
}

void SimulatedExchange::ApplyChange(Market& market, const Event& event, base::UnixNanos now) {
  if (event.kind == EventKind::kRefilled) return;
  OrderRecord& order = market.open.at(event.order);
  order.updated_at = now;
  switch (event.kind) {
    case EventKind::kAccepted:
      return Report(ExecutionType::kNew, order);
    case EventKind::kTriggered:
      order.working_since = now;
      if (order.list) LockAnew(market, order);
      if (members_[order.account].membership == Membership::kClient) {
        --members_[order.account].counts[market.id].waiting;
      }
      return Report(ExecutionType::kNew, order);
    case EventKind::kReduced:
      order.request.quantity = order.executed + market.scale.QuantityOf(event.order_open);
      KeepLocked(market, order, NeededBy(order));
      return Report(ExecutionType::kReplaced, order);
    case EventKind::kCanceled:
      order.status = OrderStatus::kCanceled;
      break;
    case EventKind::kExpired:
      order.status =
          event.reason == Reason::kSelfTrade ? OrderStatus::kExpiredInMatch : OrderStatus::kExpired;
      break;
    default:
      CHECK(false, "an event that a turn does not have");
  }
  if (order.list && event.reason != Reason::kOtherActed) broken_lists_.insert(*order.list);
  members_[order.account].updated_at = now;
  KeepLocked(market, order, Decimal());
  Report(order.status == OrderStatus::kCanceled         ? ExecutionType::kCanceled
         : order.status == OrderStatus::kExpiredInMatch ? ExecutionType::kPrevention
                                                        : ExecutionType::kExpired,
         order);
  Close(market, order, order.status);
}

void SimulatedExchange::Close(Market& market, OrderRecord& order, OrderStatus status) {
  order.status = status;
  if (order.list) touched_lists_.push_back(*order.list);
  Member& member = members_[order.account];
  if (order.id == turn_.order) turn_.ended = order;
  if (member.membership == Membership::kClient) {
    OpenCounts& counts = member.counts[market.id];
    --counts.all;
    if (!order.working_since) --counts.waiting;
    member.named.erase({market.id, order.request.client_id});
    Keep(member.closed, order);
  }
  market.open.erase(order.id);
}

void SimulatedExchange::Report(ExecutionType execution, const OrderRecord& order,
                               std::optional<AccountFill> fill) {
  if (members_[order.account].membership != Membership::kClient) return;
  const bool named = execution == ExecutionType::kCanceled && order.id == turn_.order;
  news_.reports.push_back(
      {execution, order, std::move(fill), named ? turn_.cancel_id : "", order.updated_at});
}

}  // namespace keel::exchange
