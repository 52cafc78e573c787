// SPDX-License-Identifier: MIT
#include "exchange/simulated_exchange.h"

#include <algorithm>

#include "base/check.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;
using sim::matching::EventKind;
using sim::matching::OrderKind;
using sim::matching::Reason;

OrderKind KindOf(OrderType type) {
  switch (type) {
    case OrderType::kLimit:
    case OrderType::kLimitMaker:
      return OrderKind::kLimit;
    case OrderType::kMarket:
      return OrderKind::kMarket;
    case OrderType::kStopLoss:
      return OrderKind::kStop;
    case OrderType::kStopLossLimit:
      return OrderKind::kStopLimit;
    case OrderType::kTakeProfit:
      return OrderKind::kTakeProfit;
    case OrderType::kTakeProfitLimit:
      return OrderKind::kTakeProfitLimit;
  }
  CHECK(false, "an order type outside its enumeration");
  return OrderKind::kLimit;
}

Refusal RefusalFor(Reason reason) {
  switch (reason) {
    case Reason::kWouldTake:
      return OrderRejected("Order would immediately match and take.");
    case Reason::kWouldTrigger:
      return OrderRejected("Stop price would trigger immediately.");
    case Reason::kBadPrice:
    case Reason::kBadTrigger:
      return FilterFailure("PRICE_FILTER");
    case Reason::kBadDisplay:
      return FilterFailure("ICEBERG_PARTS");
    case Reason::kBookFull:
      return FilterFailure("EXCHANGE_MAX_NUM_ORDERS");
    default:
      return FilterFailure("LOT_SIZE");
  }
}

sim::matching::NewOrder BookOrder(const Market& market, const OrderRecord& order) {
  const OrderRequest& request = order.request;
  const auto ticks = [&](Price price) {
    return price.is_zero() ? 0 : market.scale.Ticks(price).value();
  };
  const auto lots = [&](Quantity quantity) {
    return quantity.is_zero() ? 0 : market.scale.Lots(quantity).value();
  };
  return {.id = order.id,
          .account = order.account,
          .side = request.side,
          .kind = KindOf(request.type),
          .tif = request.tif,
          .self_trade = request.prevention,
          .post_only = request.type == OrderType::kLimitMaker,
          .quantity = lots(request.quantity),
          .price = ticks(IsMarketKind(request.type) ? order.protection : request.price),
          .trigger = ticks(request.stop_price),
          .display = lots(request.iceberg)};
}

}  // namespace

Refusal SimulatedExchange::RefusalOf(Reason reason) { return RefusalFor(reason); }

// Shows a prepared order to the book, under the number that Enter will give it.
void SimulatedExchange::SubmitTo(Market& market, AccountId account, const Prepared& prepared,
                                 uint64_t id) {
  OrderRecord candidate;
  candidate.request = prepared.request;
  candidate.protection = prepared.protection;
  candidate.id = id;
  candidate.account = account;
  market.book.Submit(BookOrder(market, candidate), events_);
}

base::Result<std::unique_ptr<SimulatedExchange>> SimulatedExchange::Make(
    std::vector<Listing> listings, const FeeRates& fees) {
  std::unique_ptr<SimulatedExchange> exchange(new SimulatedExchange(fees));
  for (Listing& listing : listings) {
    TRY(const auto scale, sim::matching::BookScale::Make(listing.tick, listing.lot));
    const auto id = static_cast<MarketId>(exchange->markets_.size());
    if (!exchange->by_symbol_.emplace(listing.symbol, id).second) {
      return base::Fail(base::ErrorCode::kUsage, listing.symbol + " is listed twice");
    }
    auto market = std::make_unique<Market>(id, std::move(listing), scale);
    market->base_asset = exchange->accounts_.AddAsset(market->listing.base);
    market->quote_asset = exchange->accounts_.AddAsset(market->listing.quote);
    exchange->markets_.push_back(std::move(market));
  }
  if (fees.coin.empty()) return exchange;
  const auto& assets = exchange->accounts_.assets();
  const auto coin = std::ranges::find(assets, fees.coin);
  if (coin == assets.end()) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("fees are to be paid in {}, which is of no listed pair; list {}/"
                                  "USDT or another pair of it",
                                  fees.coin, fees.coin));
  }
  exchange->fee_coin_ = static_cast<AssetId>(coin - assets.begin());
  return exchange;
}

AccountId SimulatedExchange::OpenAccount(Membership membership) {
  members_.emplace_back().membership = membership;
  return accounts_.Open();
}

Outcome<void> SimulatedExchange::Transfer(AccountId account, std::string_view asset, Decimal amount,
                                          base::UnixNanos now) {
  const auto known = std::ranges::find(accounts_.assets(), asset);
  if (known == accounts_.assets().end()) return Refuse(InvalidParameter("asset"));
  const auto id = static_cast<AssetId>(known - accounts_.assets().begin());
  if (!amount.is_negative()) {
    accounts_.Deposit(account, id, amount);
  } else if (accounts_.at(account, id).free >= -amount) {
    accounts_.Withdraw(account, id, -amount);
  } else {
    return Refuse(InsufficientBalance());
  }
  members_[account].updated_at = now;
  if (members_[account].membership == Membership::kClient) {
    news_.transfers.push_back({account, id, amount, now});
  }
  return {};
}

Outcome<void> SimulatedExchange::ChangeRules(MarketId market, const RuleChange& change) {
  const sim::matching::BookScale& scale = markets_[market]->scale;
  Listing listing = markets_[market]->listing;
  if (change.tick) listing.tick = listing.min_price = *change.tick;
  if (change.lot) listing.lot = listing.min_quantity = *change.lot;
  if (change.min_notional) listing.min_notional = *change.min_notional;
  if (change.market_stops) listing.market_stops = *change.market_stops;
  if (change.max_algo_orders) listing.max_algo_orders = *change.max_algo_orders;
  if (!scale.Ticks(listing.tick) || listing.tick > listing.max_price) {
    return Refuse(InvalidParameter("tick"));
  }
  if (!scale.Lots(listing.lot) || listing.lot > listing.max_quantity) {
    return Refuse(InvalidParameter("lot"));
  }
  if (listing.min_notional.is_negative() || listing.min_notional > listing.max_notional) {
    return Refuse(InvalidParameter("min_notional"));
  }
  if (listing.max_algo_orders < 0) return Refuse(InvalidParameter("max_algo_orders"));
  markets_[market]->listing = std::move(listing);
  return {};
}

std::optional<MarketId> SimulatedExchange::FindMarket(std::string_view symbol) const {
  const auto known = by_symbol_.find(symbol);
  return known == by_symbol_.end() ? std::nullopt : std::optional(known->second);
}

Outcome<SimulatedExchange::Prepared> SimulatedExchange::Prepare(AccountId account,
                                                                const OrderRequest& request) const {
  const Market& market = *markets_[request.market];
  const Member& member = members_[account];
  const auto counts = member.counts.find(request.market);
  const OpenCounts open = counts == member.counts.end() ? OpenCounts{} : counts->second;
  Sweep sweep;
  if (request.type == OrderType::kMarket) sweep = SweepFor(market, account, request);
  Prepared prepared{request, {}, {}};
  if (request.quote_quantity.is_positive()) prepared.request.quantity = sweep.quantity;
  if (auto broken = FilteredOut(account, prepared.request, open)) {
    return Refuse(std::move(*broken));
  }
  if (member.named.contains({request.market, request.client_id})) {
    return Refuse(OrderRejected("Duplicate order sent."));
  }
  const Quantity quantity = prepared.request.quantity;
  if (request.side == core::Side::kSell) {
    prepared.lock = quantity.value();
  } else if (request.type == OrderType::kMarket) {
    prepared.protection = sweep.worst;
    prepared.lock = sweep.quote;
  } else {
    if (IsMarketKind(request.type)) prepared.protection = ProtectionOf(market, request);
    const Price most = IsMarketKind(request.type) ? prepared.protection : request.price;
    prepared.lock = core::Notional(most, quantity);
  }
  if (prepared.lock > accounts_.at(account, LockedAsset(market, request.side)).free) {
    return Refuse(InsufficientBalance());
  }
  return prepared;
}

// Of a market order by value the request holds the quantity that its value buys.
std::optional<Refusal> SimulatedExchange::FilteredOut(AccountId account,
                                                      const OrderRequest& request,
                                                      const OpenCounts& open) const {
  const Market& market = *markets_[request.market];
  if (request.quote_quantity.is_positive()) {
    if (request.quote_quantity < market.listing.min_notional) return FilterFailure("NOTIONAL");
    if (request.quantity.is_zero()) {
      return OrderRejected("Order book liquidity is less than LOT_SIZE filter minimum quantity.");
    }
  }
  if (members_[account].membership == Membership::kRecording) return std::nullopt;
  return CheckOrder(market, request, open);
}

std::optional<Refusal> SimulatedExchange::CheckFilters(AccountId account,
                                                       OrderRequest request) const {
  if (request.quote_quantity.is_positive()) {
    request.quantity = SweepFor(*markets_[request.market], account, request).quantity;
  }
  return FilteredOut(account, request, {});
}

std::optional<Refusal> SimulatedExchange::Check(AccountId account,
                                                const OrderRequest& request) const {
  auto prepared = Prepare(account, request);
  return prepared ? std::nullopt : std::optional(std::move(prepared).error());
}

OrderRecord& SimulatedExchange::Enter(AccountId account, const Prepared& prepared,
                                      base::UnixNanos now) {
  Market& market = *markets_[prepared.request.market];
  const uint64_t id = ++market.last_order;
  OrderRecord& order = market.open[id];
  order.request = prepared.request;
  order.id = id;
  order.account = account;
  order.protection = prepared.protection;
  order.locked = prepared.lock;
  order.placed_at = order.updated_at = now;
  if (!IsTriggered(order.request.type)) order.working_since = now;
  accounts_.Lock(account, LockedAsset(market, order.request.side), order.locked);
  Member& member = members_[account];
  member.updated_at = now;
  if (member.membership == Membership::kClient) {
    OpenCounts& counts = member.counts[market.id];
    ++counts.all;
    if (!order.working_since) ++counts.waiting;
    if (!order.request.client_id.empty()) {
      member.named.emplace(std::pair(market.id, order.request.client_id), id);
    }
  }
  return order;
}

Outcome<Placed> SimulatedExchange::Place(AccountId account, const OrderRequest& request,
                                         base::UnixNanos now) {
  CHECK(request.market < markets_.size() && account < members_.size(), "an order from nowhere");
  if (now > request.deadline) return Refuse(OutsideRecvWindow());
  auto prepared = Prepare(account, request);
  if (!prepared) return Refuse(std::move(prepared).error());
  Market& market = *markets_[request.market];
  const uint64_t id = market.last_order + 1;
  events_.clear();
  SubmitTo(market, account, *prepared, id);
  if (events_.front().kind == EventKind::kRejected) {
    return Refuse(RefusalFor(events_.front().reason));
  }
  turn_ = {.order = id};
  Enter(account, *prepared, now);
  Apply(market, now);
  const auto open = market.open.find(id);
  return Placed{open == market.open.end() ? std::move(*turn_.ended) : open->second,
                std::move(turn_.fills)};
}

Outcome<OrderRecord> SimulatedExchange::Cancel(AccountId account, MarketId market_id,
                                               const OrderKey& key, const std::string& cancel_id,
                                               base::UnixNanos now) {
  const auto order = Find(account, market_id, key);
  if (!order || !order->is_open()) return Refuse(UnknownOrderSent());
  Market& market = *markets_[market_id];
  turn_ = {.order = order->id, .cancel_id = cancel_id};
  events_.clear();
  market.book.Cancel(order->id, events_);
  Apply(market, now);
  CHECK(turn_.ended, "a canceled order has ended");
  return std::move(*turn_.ended);
}

Outcome<OrderRecord> SimulatedExchange::Reduce(AccountId account, MarketId market_id,
                                               const OrderKey& key, Quantity quantity,
                                               base::UnixNanos now) {
  const auto order = Find(account, market_id, key);
  if (!order || !order->is_open()) return Refuse(NoSuchOrder());
  if (order->list) return Refuse(OrderRejected("Orders of a list cannot be amended here."));
  Market& market = *markets_[market_id];
  const auto open = market.scale.Lots(quantity - order->executed);
  if (!open) return Refuse(FilterFailure("LOT_SIZE"));
  turn_ = {.order = order->id};
  events_.clear();
  market.book.Reduce(order->id, *open, events_);
  if (events_.front().kind == EventKind::kRejected) {
    return Refuse({-2038, "The requested action would change no state; rejecting."});
  }
  Apply(market, now);
  return market.open.at(order->id);
}

std::optional<OrderRecord> SimulatedExchange::Find(AccountId account, MarketId market_id,
                                                   const OrderKey& key) const {
  const Member& member = members_[account];
  const Market& market = *markets_[market_id];
  uint64_t id = 0;
  if (const auto* number = std::get_if<uint64_t>(&key)) {
    id = *number;
  } else {
    const auto named = member.named.find({market_id, std::get<std::string>(key)});
    if (named != member.named.end()) id = named->second;
  }
  const auto open = market.open.find(id);
  if (open != market.open.end() && open->second.account == account) return open->second;
  const auto matches = [&](const OrderRecord& order) {
    if (order.request.market != market_id) return false;
    return id != 0 ? order.id == id : order.request.client_id == std::get<std::string>(key);
  };
  if (id == 0 && std::holds_alternative<uint64_t>(key)) return std::nullopt;
  const auto closed = std::find_if(member.closed.rbegin(), member.closed.rend(), matches);
  return closed == member.closed.rend() ? std::nullopt : std::optional(*closed);
}

std::vector<OrderRecord> SimulatedExchange::OpenOrders(AccountId account,
                                                       std::optional<MarketId> wanted) const {
  std::vector<OrderRecord> orders;
  for (const auto& market : markets_) {
    if (wanted && market->id != *wanted) continue;
    for (const auto& [id, order] : market->open) {
      if (order.account == account) orders.push_back(order);
    }
  }
  return orders;
}

std::vector<OrderRecord> SimulatedExchange::AllOrders(AccountId account, MarketId market) const {
  std::vector<OrderRecord> orders = OpenOrders(account, market);
  for (const OrderRecord& order : members_[account].closed) {
    if (order.request.market == market) orders.push_back(order);
  }
  std::ranges::sort(orders, {}, &OrderRecord::id);
  return orders;
}

}  // namespace keel::exchange
