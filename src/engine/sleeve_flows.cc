// SPDX-License-Identifier: MIT
#include "engine/sleeve_flows.h"

namespace keel::engine {

using core::Decimal;
using core::Rounding;

SleeveFlows::SleeveFlows(OrderDesk& desk, std::span<const core::Money> deposits, size_t strategies)
    : desk_(desk),
      currencies_(desk.account().ledger.universe().currencies().size()),
      flows_((1 + strategies) * currencies_),
      fees_(strategies * currencies_) {
  for (const core::Money& money : deposits) flow(0, money.currency) += money.amount;
  for (const core::Money& money : desk.account().ledger.cold_storage()) {
    flow(0, money.currency) += money.amount;
  }
}

// A fee came in a coin that the universe did not have.
void SleeveFlows::Widen(size_t currencies) {
  const auto widen = [&](std::vector<Decimal>& cells) {
    std::vector<Decimal> wider(cells.size() / currencies_ * currencies);
    for (size_t i = 0; i < cells.size(); ++i) {
      wider[i / currencies_ * currencies + i % currencies_] = cells[i];
    }
    cells = std::move(wider);
  };
  widen(flows_);
  widen(fees_);
  currencies_ = currencies;
}

void SleeveFlows::CatchUp(std::span<const core::Fill> fills) {
  for (const core::Fill& fill : fills.subspan(seen_)) {
    const core::Instrument& pair = desk_.account().ledger.universe().at(fill.instrument);
    const Decimal amount = core::Notional(fill.price, fill.quantity);
    const bool buys = fill.side == core::Side::kBuy;
    const size_t row = 1 + fill.strategy.index;
    flow(row, pair.base) += buys ? fill.quantity.value() : -fill.quantity.value();
    flow(row, pair.quote) -= buys ? amount : -amount;
    if (fill.fee.currency.index >= currencies_) Widen(fill.fee.currency.index + size_t{1});
    flow(row, fill.fee.currency) -= fill.fee.amount;
    const core::Money fee = portfolio::FeeAtPrice(fill, pair);
    fees_[fill.strategy.index * currencies_ + fee.currency.index] += fee.amount;
  }
  seen_ = fills.size();
}

Decimal SleeveFlows::RateOf(core::CurrencyId id) const {
  const portfolio::Ledger& ledger = desk_.account().ledger;
  const auto via = ledger.pricing_pair(id);
  const bool followed = !via || !ledger.balance(id).is_zero() || !desk_.board().has_price(*via) ||
                        !desk_.board().trading(*via);
  if (followed) return ledger.rate(id);
  return core::Mul(desk_.LastPrice(*via).value(), RateOf(ledger.universe().at(*via).quote),
                   Rounding::kHalfEven);
}

std::vector<Decimal> SleeveFlows::Values() const {
  std::vector<Decimal> values(rows());
  for (size_t c = 0; c < currencies_; ++c) {
    const Decimal rate = RateOf(core::CurrencyId{static_cast<uint16_t>(c)});
    Decimal added, worth;
    for (size_t row = 0; row < rows(); ++row) {
      added += flows_[row * currencies_ + c];
      const Decimal now = core::Mul(added, rate, Rounding::kHalfEven);
      values[row] += now - worth;
      worth = now;
    }
  }
  return values;
}

std::vector<Decimal> SleeveFlows::Fees() const {
  std::vector<Decimal> values(rows() - 1);
  for (size_t i = 0; i < fees_.size(); ++i) {
    const core::CurrencyId id{static_cast<uint16_t>(i % currencies_)};
    values[i / currencies_] += core::Mul(fees_[i], RateOf(id), Rounding::kHalfEven);
  }
  return values;
}

}  // namespace keel::engine
