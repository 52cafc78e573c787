// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A buy must be payable at its worst price with its fee from what no other order has reserved; a
/// sell must be covered by what the strategy holds beyond its other sells.
std::optional<core::Refusal> CheckBalance(const CheckInput& in);

std::optional<core::Refusal> CheckBalance(const CheckInput& in) {
  const core::OrderTerms& terms = in.terms;
  const portfolio::Ledger& ledger = *in.account.ledger;
  if (terms.side == core::Side::kSell) {
    const core::Quantity free =
        ledger.position(in.strategy, terms.instrument).quantity() -
        in.account.working->SellQuantity(in.strategy, terms.instrument, terms.oco_group);
    if (terms.quantity <= free) return std::nullopt;
    return core::Refusal{"balance", terms.quantity.ToDouble(), free.ToDouble(), free};
  }
  const core::CurrencyId quote = ledger.universe().at(terms.instrument).quote;
  core::Decimal free = ledger.balance(quote);
  if (!in.account.working->empty()) {
    free -= in.account.working->ReservedQuote(ledger.universe(), quote);
  }
  const core::Decimal cost = core::Mul(terms.quantity.value(), in.unit_cost, core::Rounding::kUp);
  if (cost <= free) return std::nullopt;
  return core::Refusal{"balance", cost.ToDouble(), free.ToDouble(),
                       QuantityWorth(free, in.unit_cost)};
}

}  // namespace keel::risk
