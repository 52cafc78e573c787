// SPDX-License-Identifier: MIT
#include "portfolio/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"

namespace keel::portfolio {

using core::Decimal;
using core::Rounding;

const Ledger::CurrencyState Ledger::kUnknown{};

core::Money FeeAtPrice(const core::Fill& fill, const core::Instrument& pair) {
  if (fill.fee.currency != pair.base) return fill.fee;
  return {core::Notional(fill.price, core::Quantity(fill.fee.amount)), pair.quote};
}

Ledger::Ledger(const core::Universe& universe, core::CurrencyId account, size_t strategies)
    : universe_(&universe),
      account_(account),
      instruments_(universe.instruments().size()),
      currencies_(universe.currencies().size()),
      marks_(instruments_),
      held_(instruments_),
      positions_(strategies * instruments_) {
  for (const core::Instrument& instrument : universe.instruments()) {
    base_of_.push_back(instrument.base.index);
    quote_of_.push_back(instrument.quote);
  }
  currencies_[account.index].rate = Decimal::FromInt(1);
}

base::Result<Ledger> Ledger::Open(const core::Universe& universe, core::CurrencyId account,
                                  size_t strategies) {
  Ledger ledger(universe, account, strategies);
  TRY(ledger.ChoosePricingPairs());
  return ledger;
}

// Breadth first from the account currency, so every currency gets the shortest chain and, among
// equals, the first pair of the universe.
base::Status Ledger::ChoosePricingPairs() {
  std::vector<size_t> reached = {account_.index};
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const core::Instrument& pair : universe_->instruments()) {
      CurrencyState& base = currencies_[pair.base.index];
      const bool priced = base.via >= 0 || pair.base == account_;
      if (pair.quote.index != reached[i] || priced) continue;
      base.via = static_cast<int32_t>(pair.id.index);
      currencies_[pair.quote.index].has_dependents = true;
      reached.push_back(pair.base.index);
    }
  }
  for (CurrencyState& currency : currencies_) {
    if (currency.via < 0 || currency.has_dependents) continue;
    currency.is_leaf =
        universe_->instruments()[static_cast<size_t>(currency.via)].quote == account_;
  }
  for (size_t i = 0; i < currencies_.size(); ++i) {
    if (currencies_[i].via >= 0 || i == account_.index) continue;
    const std::string& code = universe_->currencies()[i];
    const std::string& account = universe_->code(account_);
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format(
            "no pair of this run prices {0} in the account currency {1}: add {0}/{1} to the "
            "pairs, or set account.currency to {0}",
            code, account));
  }
  return {};
}

void Ledger::Change(core::CurrencyId id, Decimal delta) {
  CurrencyState& currency = currencies_[id.index];
  currency.balance += delta;
  Revalue(currency);
}

void Ledger::Reprice(size_t currency_index) {
  CurrencyState& currency = currencies_[currency_index];
  const core::InstrumentId via{static_cast<uint32_t>(currency.via)};
  const CurrencyState& quote = currencies_[universe_->at(via).quote.index];
  currency.rate = universe_->at(via).quote == account_
                      ? marks_[via.index].value()
                      : core::Mul(marks_[via.index].value(), quote.rate, Rounding::kHalfEven);
  Revalue(currency);
  if (!currency.has_dependents) return;
  for (size_t i = 0; i < currencies_.size(); ++i) {
    const int32_t pair = currencies_[i].via;
    if (pair < 0) continue;
    if (universe_->instruments()[static_cast<size_t>(pair)].quote.index == currency_index) {
      Reprice(i);
    }
  }
}

// A venue may charge or hold a coin that nobody expected: that is booked, too.
void Ledger::MakeRoomFor(core::CurrencyId id) {
  if (id.index >= currencies_.size()) currencies_.resize(id.index + size_t{1});
}

void Ledger::Deposit(core::Money money) {
  MakeRoomFor(money.currency);
  Change(money.currency, money.amount);
}

void Ledger::DepositCold(core::Money money) {
  CHECK(!money.amount.is_negative(), "a debt cannot be held off the exchange");
  cold_storage_.push_back(money);
  Deposit(money);
}

void Ledger::SettleOtherFee(const core::Fill& fill, Settlement& settlement) const {
  const core::Instrument& pair = universe_->at(fill.instrument);
  if (fill.fee.currency != pair.base) {
    const Decimal quote = rate(pair.quote);
    settlement.fee = quote.is_zero() ? Decimal()
                                     : core::MulDiv(fill.fee.amount, rate(fill.fee.currency), quote,
                                                    Rounding::kHalfEven);
    return;
  }
  settlement.fee = FeeAtPrice(fill, pair).amount;
  const core::Quantity fee(fill.fee.amount);
  const core::Quantity borne = fill.side == core::Side::kBuy ? -fee : fee;
  if (!(fill.quantity + borne).is_positive()) return;
  settlement.quantity += borne;
  settlement.amount += fill.side == core::Side::kBuy ? -settlement.fee : settlement.fee;
}

// A sale that takes more coins than the position has: the rest were the account's.
void Ledger::Cover(core::Quantity held, core::Price price, Settlement& settlement) {
  settlement.amount -= core::Notional(price, settlement.quantity - held);
  settlement.quantity = held;
}

void Ledger::Book(const core::Fill& fill, std::vector<ClosedLot>* closed) {
  const core::Instrument& pair = universe_->at(fill.instrument);
  CHECK(fill.quantity.is_positive(), "malformed fill");
  Position& position = positions_[fill.strategy.index * instruments_ + fill.instrument.index];
  const bool buys = fill.side == core::Side::kBuy;
  CHECK(Covers(fill), "a strategy sold more than it holds");
  const Settlement settlement = Settle(fill);
  const Decimal money = buys ? -settlement.value : settlement.value;
  const core::Quantity owed = buys ? Owed(pair.base) : core::Quantity();
  if (fill.fee.currency == pair.quote) [[likely]] {
    Change(pair.quote, money - fill.fee.amount);
  } else {
    Change(pair.quote, money);
    MakeRoomFor(fill.fee.currency);
    Change(fill.fee.currency, -fill.fee.amount);
  }
  Change(pair.base, buys ? fill.quantity.value() : -fill.quantity.value());
  if (!buys) {
    if (settlement.quantity != fill.quantity) [[unlikely]] {
      position.paid_in_coins_ += settlement.quantity - fill.quantity;
      position.paid_in_coins_ = std::max(position.paid_in_coins_, core::Quantity());
    }
    held_[fill.instrument.index] -= settlement.quantity;
    CloseLots(fill, settlement, closed);
    return;
  }
  held_[fill.instrument.index] += settlement.quantity;
  position.quantity_ += settlement.quantity;
  position.cost_ += settlement.amount;
  position.lots_.push_back({settlement.quantity, settlement.amount, settlement.fee, fill.price,
                            fill.time, fill.cost.spread + fill.cost.impact + fill.cost.latency,
                            fill.reason});
  if (owed.is_positive()) [[unlikely]]
    SettleDebt(fill, std::min(owed, settlement.quantity), closed);
}

void Ledger::CloseLots(const core::Fill& fill, const Settlement& sale,
                       std::vector<ClosedLot>* closed) {
  Position& position = positions_[fill.strategy.index * instruments_ + fill.instrument.index];
  const double slippage = fill.cost.spread + fill.cost.impact + fill.cost.latency;
  core::Quantity rest = sale.quantity;
  Decimal proceeds_rest = sale.amount;
  Decimal fee_rest = sale.fee;
  while (rest.is_positive()) {
    Lot& lot = position.lots_[position.first_];
    const core::Quantity part = std::min(rest, lot.quantity);
    Lot taken = lot;
    if (part < lot.quantity) {
      taken.quantity = part;
      taken.cost = core::MulDiv(lot.cost, part.value(), lot.quantity.value(), Rounding::kHalfEven);
      taken.fee = core::MulDiv(lot.fee, part.value(), lot.quantity.value(), Rounding::kHalfEven);
      taken.slippage = lot.slippage * part.ToDouble() / lot.quantity.ToDouble();
    }
    lot.quantity -= taken.quantity;
    lot.cost -= taken.cost;
    lot.fee -= taken.fee;
    lot.slippage -= taken.slippage;
    if (lot.quantity.is_zero()) ++position.first_;

    const bool last = part == rest;
    const Decimal proceeds =
        last ? proceeds_rest
             : core::MulDiv(sale.amount, part.value(), sale.quantity.value(), Rounding::kHalfEven);
    const Decimal fee =
        last ? fee_rest
             : core::MulDiv(sale.fee, part.value(), sale.quantity.value(), Rounding::kHalfEven);
    proceeds_rest -= proceeds;
    fee_rest -= fee;
    rest -= part;
    position.quantity_ -= part;
    position.cost_ -= taken.cost;
    const double share = part.ToDouble() / sale.quantity.ToDouble();
    if (closed == nullptr) continue;
    closed->push_back({fill.strategy, fill.instrument, taken, fill.price, proceeds, fee, fill.time,
                       slippage * share, fill.reason});
  }
  // Closed lots are dropped in bulk, so that a position that never goes flat keeps its memory
  // bounded at a constant cost a lot.
  if (position.first_ != position.lots_.size() &&
      (position.first_ < 64 || 2 * position.first_ < position.lots_.size())) {
    return;
  }
  position.lots_.erase(position.lots_.begin(),
                       position.lots_.begin() + static_cast<std::ptrdiff_t>(position.first_));
  position.first_ = 0;
}

core::Quantity Ledger::DustOf(core::Quantity held, core::InstrumentId instrument) const {
  const core::Instrument& pair = universe_->at(instrument);
  const core::Quantity lots(core::RoundTo(held.value(), pair.lot.value(), Rounding::kDown));
  const core::Price price = mark(instrument);
  const bool too_little = price.is_positive() && core::Notional(price, lots) < pair.min_notional;
  return too_little ? held : held - lots;
}

Decimal Ledger::PositionValue(core::InstrumentId instrument) const {
  const core::Quantity held = held_[instrument.index];
  if (held.is_zero()) return {};
  const core::CurrencyId quote = quote_of_[instrument.index];
  const Decimal in_quote = core::Notional(marks_[instrument.index], held);
  return quote == account_ ? in_quote : core::Mul(in_quote, rate(quote), Rounding::kHalfEven);
}

Decimal Ledger::ValueOf(const core::Money& money) const {
  return core::Mul(money.amount, rate(money.currency), Rounding::kHalfEven);
}

Decimal Ledger::GrossExposure() const {
  Decimal sum;
  for (uint32_t i = 0; i < instruments_; ++i) sum += PositionValue({i});
  for (const core::Money& money : cold_storage_) {
    if (money.currency != account_) sum += ValueOf(money);
  }
  return sum;
}

Decimal Ledger::ColdValue() const {
  Decimal sum;
  for (const core::Money& money : cold_storage_) sum += ValueOf(money);
  return sum;
}

Decimal Ledger::RecomputeEquity() const {
  Decimal sum;
  for (const CurrencyState& currency : currencies_) {
    sum += core::Mul(currency.balance, currency.rate, Rounding::kHalfEven);
  }
  return sum;
}

}  // namespace keel::portfolio
