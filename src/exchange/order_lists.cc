// SPDX-License-Identifier: MIT
// Order lists: two orders that are placed, locked and ended as one.
#include <algorithm>

#include "base/check.h"
#include "exchange/simulated_exchange.h"

namespace keel::exchange {
namespace {

using core::Side;

constexpr size_t kMostLists = 10'000;

bool IsStop(OrderType type) {
  return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
}
bool TakesProfit(OrderType type) {
  return type == OrderType::kLimitMaker || type == OrderType::kTakeProfit ||
         type == OrderType::kTakeProfitLimit;
}

/// Where an order begins to act.
core::Price ActsAt(const OrderRequest& order) {
  return order.type == OrderType::kLimitMaker ? order.price : order.stop_price;
}

// A sale takes its profit above the market and stops below it, a purchase the other way round.
std::optional<Refusal> CheckShape(const OcoRequest& request, core::Price last) {
  const bool sells = request.above.side == Side::kSell;
  const OrderRequest& profit = sells ? request.above : request.below;
  const OrderRequest& stop = sells ? request.below : request.above;
  if (!TakesProfit(profit.type) || !IsStop(stop.type)) {
    return Refusal{-1116, "Invalid orderType."};
  }
  const bool apart = ActsAt(request.above) > ActsAt(request.below);
  const bool around =
      last.is_zero() || (ActsAt(request.above) > last && last > ActsAt(request.below));
  if (apart && around) return std::nullopt;
  return OrderRejected("The relationship of the prices for the orders is not correct.");
}

}  // namespace

Outcome<ListedOrders> SimulatedExchange::PlaceOco(AccountId account, const OcoRequest& request,
                                                  base::UnixNanos now) {
  if (now > request.above.deadline) return Refuse(OutsideRecvWindow());
  Market& market = *markets_[request.above.market];
  const int64_t last = market.book.last_price();
  const core::Price last_price = last == 0 ? core::Price() : market.scale.PriceOf(last);
  if (auto wrong = CheckShape(request, last_price)) return Refuse(std::move(*wrong));
  const auto counts = members_[account].counts.find(market.id);
  const int open = counts == members_[account].counts.end() ? 0 : counts->second.all;
  if (open + 2 > market.listing.max_orders) return Refuse(FilterFailure("MAX_NUM_ORDERS"));
  if (request.above.client_id == request.below.client_id ||
      IsOpenList(account, request.client_id)) {
    return Refuse(OrderRejected("Duplicate order sent."));
  }
  auto above = Prepare(account, request.above), below = Prepare(account, request.below);
  if (!above) return Refuse(std::move(above).error());
  if (!below) return Refuse(std::move(below).error());
  if (auto refused = SubmitBoth(market, account, *above, *below))
    return Refuse(std::move(*refused));
  // What the dearer one needs, held by the one that rests or takes its profit.
  const core::Decimal lock = std::max(above->lock, below->lock);
  const bool sells = request.above.side == Side::kSell;
  above->lock = sells ? lock : core::Decimal();
  below->lock = sells ? core::Decimal() : lock;
  OrderList list{++last_list_, account, market.id, request.client_id};
  list.names = {request.above.client_id, request.below.client_id};
  list.placed_at = list.updated_at = now;
  list.orders[0] = Enter(account, *above, now).id;
  list.orders[1] = Enter(account, *below, now).id;
  for (const uint64_t id : list.orders) market.open.at(id).list = list.id;
  lists_.emplace(list.id, list);
  if (lists_.size() > kMostLists) lists_.erase(lists_.begin());
  turn_ = {};
  Apply(market, now);
  ReportList(list);
  return WithOrders(list);
}

// Nothing of either is left in the book where one is refused. They only rest, so nothing trades.
std::optional<Refusal> SimulatedExchange::SubmitBoth(Market& market, AccountId account,
                                                     const Prepared& above, const Prepared& below) {
  events_.clear();
  uint64_t id = market.last_order;
  for (const Prepared* leg : {&above, &below}) {
    SubmitTo(market, account, *leg, ++id);
    if (events_.back().kind == sim::matching::EventKind::kAccepted) continue;
    const auto reason = events_.back().reason;
    if (leg == &below) market.book.Cancel(id - 1, events_);
    return RefusalOf(reason);
  }
  market.book.Link(id - 1, id);
  return std::nullopt;
}

bool SimulatedExchange::IsOpenList(AccountId account, const std::string& client_id) const {
  return std::ranges::any_of(lists_, [&](const auto& entry) {
    const OrderList& list = entry.second;
    return list.account == account && !list.done && list.client_id == client_id;
  });
}

Outcome<ListedOrders> SimulatedExchange::CancelList(AccountId account, MarketId market,
                                                    const ListKey& key,
                                                    const std::string& cancel_id,
                                                    base::UnixNanos now) {
  const auto list = FindList(account, key);
  if (!list || list->done || list->market != market) return Refuse(UnknownOrderSent());
  for (const uint64_t id : list->orders) {
    const auto order = Find(account, market, id);
    if (!order || !order->is_open()) continue;
    CHECK(Cancel(account, market, id, cancel_id, now), "an open order can be canceled");
    break;  // the other one goes with it
  }
  return WithOrders(lists_.at(list->id));
}

ListedOrders SimulatedExchange::WithOrders(const OrderList& list) const {
  ListedOrders both{list, {}};
  for (size_t i = 0; i < list.orders.size(); ++i) {
    both.orders[i] = Find(list.account, list.market, list.orders[i]).value_or(OrderRecord());
  }
  return both;
}

std::optional<OrderList> SimulatedExchange::FindList(AccountId account, const ListKey& key) const {
  const auto found = std::find_if(lists_.rbegin(), lists_.rend(), [&](const auto& entry) {
    const OrderList& list = entry.second;
    if (list.account != account) return false;
    const auto* number = std::get_if<uint64_t>(&key);
    return number != nullptr ? list.id == *number : list.client_id == std::get<std::string>(key);
  });
  return found == lists_.rend() ? std::nullopt : std::optional(found->second);
}

std::vector<OrderList> SimulatedExchange::Lists(AccountId account, bool only_open) const {
  std::vector<OrderList> found;
  for (const auto& [id, list] : lists_) {
    if (list.account == account && !(only_open && list.done)) found.push_back(list);
  }
  return found;
}

// After a turn: an end that is not the other's doing takes the other along, and a list whose orders
// have both ended is done.
void SimulatedExchange::SettleLists(Market& market, base::UnixNanos now) {
  for (const uint64_t id : std::exchange(touched_lists_, {})) {
    const auto at = lists_.find(id);
    if (at == lists_.end() || at->second.done) continue;
    OrderList& list = at->second;
    list.updated_at = now;
    const bool broken = broken_lists_.erase(id) > 0;
    for (const uint64_t order : list.orders) {
      if (!broken || !market.open.contains(order)) continue;
      events_.clear();
      market.book.Cancel(order, events_);
      Apply(market, now);
    }
    const auto is_open = [&](uint64_t order) { return market.open.contains(order); };
    if (list.done || std::ranges::any_of(list.orders, is_open)) continue;
    list.done = true;
    ReportList(list);
  }
}

void SimulatedExchange::ReportList(const OrderList& list) {
  if (members_[list.account].membership == Membership::kClient) news_.lists.push_back(list);
}

}  // namespace keel::exchange
