// SPDX-License-Identifier: MIT
// What happens on the account by other hands than the strategies': a sale of a person, an order of
// another program, a liquidation (fault F33).
#include <algorithm>

#include "base/check.h"
#include "portfolio/ledger.h"

namespace keel::portfolio {

using core::Decimal;
using core::Quantity;

void Ledger::BookForeign(const core::Fill& fill, std::vector<ClosedLot>* closed) {
  CHECK(fill.quantity.is_positive(), "malformed fill");
  const core::Instrument& pair = universe_->at(fill.instrument);
  const bool buys = fill.side == core::Side::kBuy;
  const Decimal value = core::Notional(fill.price, fill.quantity);
  Change(pair.quote, buys ? -value : value);
  Change(pair.base, buys ? fill.quantity.value() : -fill.quantity.value());
  MakeRoomFor(fill.fee.currency);
  Change(fill.fee.currency, -fill.fee.amount);
  TakeFromStrategies(fill, closed);
}

void Ledger::Withdraw(core::Money money, base::UnixNanos now, std::vector<ClosedLot>* closed) {
  CHECK(money.amount.is_positive(), "a withdrawal of nothing");
  Deposit({-money.amount, money.currency});
  for (const core::Instrument& pair : universe_->instruments()) {
    if (pair.base != money.currency) continue;
    core::Fill left;
    left.instrument = pair.id;
    left.price = marks_[pair.id.index];
    left.time = now;
    left.reason = "withdrawn";
    return TakeFromStrategies(left, closed);
  }
}

// Strategies hold no more of a coin than the account has. The fill's own pair comes first.
void Ledger::TakeFromStrategies(const core::Fill& fill, std::vector<ClosedLot>* closed) {
  const core::CurrencyId base = universe_->at(fill.instrument).base;
  Quantity held;
  std::vector<core::InstrumentId> pairs = {fill.instrument};
  for (const core::Instrument& pair : universe_->instruments()) {
    if (pair.base != base) continue;
    held += held_[pair.id.index];
    if (pair.id != fill.instrument) pairs.push_back(pair.id);
  }
  Quantity missing = held - Quantity(std::max(spendable(base), Decimal()));
  for (const core::InstrumentId pair : pairs) {
    if (!missing.is_positive()) return;
    core::Fill sale = fill;
    sale.instrument = pair;
    sale.quantity = missing;
    if (pair != fill.instrument) sale.price = marks_[pair.index];
    missing -= TakeFromPair(sale, closed);
  }
}

Quantity Ledger::Owed(core::CurrencyId coin) const {
  return settles_debts_ ? Quantity(std::max(-spendable(coin), Decimal())) : Quantity();
}

void Ledger::SettleDebt(const core::Fill& purchase, Quantity owed, std::vector<ClosedLot>* closed) {
  core::Fill sale = purchase;
  sale.quantity = owed;
  sale.cost = {};
  sale.reason = "not of this session";
  const Decimal value = core::Notional(sale.price, owed);
  held_[sale.instrument.index] -= owed;
  CloseLots(sale, {value, owed, value, Decimal()}, closed);
}

Quantity Ledger::TakeFromPair(const core::Fill& sale, std::vector<ClosedLot>* closed) {
  Quantity rest = sale.quantity;
  const size_t strategies = positions_.size() / instruments_;
  for (uint16_t s = 0; s < strategies && rest.is_positive(); ++s) {
    core::Fill part = sale;
    part.strategy = {s};
    part.quantity = std::min(rest, position(part.strategy, sale.instrument).quantity());
    if (!part.quantity.is_positive()) continue;
    const Decimal value = core::Notional(part.price, part.quantity);
    held_[sale.instrument.index] -= part.quantity;
    CloseLots(part, {value, part.quantity, value, Decimal()}, closed);
    rest -= part.quantity;
  }
  return sale.quantity - rest;
}

}  // namespace keel::portfolio
