// SPDX-License-Identifier: MIT
#include "sim/paper_account.h"

#include <algorithm>

#include "sim/paper_rules.h"

namespace keel::sim {

using core::Decimal;
using execution::VenueStatus;
using execution::VenueTrade;

PaperAccount::PaperAccount(std::vector<core::Symbol> pairs)
    : pairs_(std::move(pairs)), trades_(pairs_.size()), last_trade_(pairs_.size()) {}

void PaperAccount::Apply(const PaperFact& fact) {
  std::visit([this](const auto& f) { On(f); }, fact);
}

const PaperOrder* PaperAccount::Find(core::InstrumentId pair, const std::string& client_id) const {
  const auto named = by_name_.find({pair, client_id});
  return named == by_name_.end() ? nullptr : Find(named->second);
}

const PaperOrder* PaperAccount::Find(uint64_t number) const {
  const auto at = orders_.find(number);
  return at == orders_.end() ? nullptr : &at->second;
}

std::vector<const PaperOrder*> PaperAccount::Working() const {
  std::vector<const PaperOrder*> working;
  for (const auto& [number, order] : orders_) {
    if (order.works()) working.push_back(&order);
  }
  return working;
}

std::vector<VenueTrade> PaperAccount::Trades(core::InstrumentId pair, uint64_t after,
                                             size_t limit) const {
  const std::deque<VenueTrade>& all = trades_[pair.index];
  const auto first = std::ranges::upper_bound(all, after, {}, &VenueTrade::number);
  const auto count = std::min<size_t>(limit, static_cast<size_t>(all.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

Decimal PaperAccount::Free(const std::string& coin) const {
  const auto at = balances_.find(coin);
  return at == balances_.end() ? Decimal() : at->second.free;
}

const std::string& PaperAccount::CoinGiven(const core::OrderTerms& terms) const {
  const core::Symbol& pair = pairs_[terms.instrument.index];
  return terms.side == core::Side::kBuy ? pair.quote : pair.base;
}

const std::string& PaperAccount::CoinReceived(const core::OrderTerms& terms) const {
  const core::Symbol& pair = pairs_[terms.instrument.index];
  return terms.side == core::Side::kBuy ? pair.base : pair.quote;
}

Decimal PaperAccount::NeedOf(core::Side side, core::Price limit, core::Quantity open) {
  if (side == core::Side::kSell) return open.value();
  return core::Notional(limit, open, core::Rounding::kUp);
}

VenueTrade PaperAccount::TradeOf(const PaperOrder& order, const PaperTraded& fact) {
  VenueTrade trade;
  trade.number = fact.trade;
  trade.venue_id = order.number;
  trade.instrument = order.terms.instrument;
  trade.side = order.terms.side;
  trade.liquidity = fact.liquidity;
  trade.price = fact.price;
  trade.quantity = fact.quantity;
  trade.fee.amount = fact.fee;
  trade.time = fact.time;
  return trade;
}

void PaperAccount::On(const PaperDeposited& fact) {
  PaperBalance& balance = balances_[fact.coin];
  balance.free = balance.free + fact.amount;
}

void PaperAccount::On(const PaperPlaced& fact) {
  last_number_ = std::max(last_number_, fact.number);
  PaperOrder order{.number = fact.number,
                   .client_id = fact.client_id,
                   .terms = fact.terms,
                   .limit = fact.limit,
                   .executed = {},
                   .waiting = HasTrigger(fact.terms.type),
                   .reserved = {}};
  Reserve(order, NeedOf(order.terms.side, order.limit, order.open()));
  by_name_[{order.terms.instrument, order.client_id}] = order.number;
  orders_.insert_or_assign(order.number, std::move(order));
}

void PaperAccount::On(const PaperTriggered& fact) {
  const auto at = orders_.find(fact.number);
  if (at != orders_.end()) at->second.waiting = false;
}

void PaperAccount::On(const PaperTraded& fact) {
  const auto at = orders_.find(fact.number);
  if (at == orders_.end() || !at->second.works()) return;
  PaperOrder& order = at->second;
  const Decimal value = core::Notional(fact.price, fact.quantity);
  const Decimal given = order.buys() ? value : fact.quantity.value();
  const Decimal received = order.buys() ? fact.quantity.value() : value;
  PaperBalance& paid = balances_[CoinGiven(order.terms)];
  paid.locked = paid.locked - given;
  order.reserved = order.reserved - given;
  PaperBalance& got = balances_[CoinReceived(order.terms)];
  got.free = got.free + received - fact.fee;
  order.executed += fact.quantity;
  Reserve(order, NeedOf(order.terms.side, order.limit, order.open()));
  std::deque<VenueTrade>& trades = trades_[order.terms.instrument.index];
  trades.push_back(TradeOf(order, fact));
  if (trades.size() > kMostTrades) trades.pop_front();
  last_trade_[order.terms.instrument.index] = fact.trade;
  if (order.open().is_zero()) End(order, VenueStatus::kFilled);
}

void PaperAccount::On(const PaperEnded& fact) {
  const auto at = orders_.find(fact.number);
  if (at != orders_.end() && at->second.works()) End(at->second, fact.status);
}

void PaperAccount::On(const PaperAmended& fact) {
  const auto at = orders_.find(fact.number);
  if (at == orders_.end() || !at->second.works()) return;
  PaperOrder& order = at->second;
  order.terms.quantity = fact.quantity;
  Reserve(order, NeedOf(order.terms.side, order.limit, order.open()));
}

// Locks more or less of the coin, until the order has `amount`.
void PaperAccount::Reserve(PaperOrder& order, Decimal amount) {
  PaperBalance& balance = balances_[CoinGiven(order.terms)];
  const Decimal more = amount - order.reserved;
  balance.free = balance.free - more;
  balance.locked = balance.locked + more;
  order.reserved = amount;
}

void PaperAccount::End(PaperOrder& order, VenueStatus status) {
  Reserve(order, Decimal());
  order.status = status;
  ended_.push_back(order.number);
  if (ended_.size() <= kMostEnded) return;
  const auto oldest = orders_.find(ended_.front());
  ended_.pop_front();
  const Name name{oldest->second.terms.instrument, oldest->second.client_id};
  const auto named = by_name_.find(name);
  if (named != by_name_.end() && named->second == oldest->first) by_name_.erase(named);
  orders_.erase(oldest);
}

}  // namespace keel::sim
