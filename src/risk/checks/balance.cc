// SPDX-License-Identifier: MIT
#include <algorithm>

#include "risk/check.h"

namespace keel::risk {
namespace {

/// What the venue has and no working order has promised of a currency: not the buys that it pays,
/// not the sells that deliver it.
core::Decimal Unpromised(const CheckInput& in, core::CurrencyId currency) {
  const portfolio::Ledger& ledger = *in.account.ledger;
  core::Decimal free = ledger.spendable(currency);
  if (in.account.working->empty()) return free;
  const uint32_t joining = in.terms.oco_group;
  free -= in.account.working->ReservedQuote(ledger.universe(), currency, joining);
  return free - in.account.working->SellQuantity(ledger.universe(), currency, joining).value();
}

}  // namespace

/// A buy must be payable at its worst price with its fee from what no other order has reserved; a
/// sell must be covered by what the strategy holds beyond its other sells, and by what the account
/// has of the coin (another pair may have been paid with it), or by the entry that it waits for.
std::optional<core::Refusal> CheckBalance(const CheckInput& in);

std::optional<core::Refusal> CheckBalance(const CheckInput& in) {
  const core::OrderTerms& terms = in.terms;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::Instrument& pair = ledger.universe().at(terms.instrument);
  if (terms.side == core::Side::kSell) {
    const core::Quantity own =
        ledger.position(in.strategy, terms.instrument).quantity() -
        in.account.working->SellQuantity(in.strategy, terms.instrument, terms.oco_group);
    const core::Quantity covered = std::min(own, core::Quantity(Unpromised(in, pair.base)));
    const core::Quantity free = std::max(covered, core::Quantity()) + in.brought;
    if (terms.quantity <= free) return std::nullopt;
    return core::Refusal{"balance", terms.quantity.ToDouble(), free.ToDouble(), free};
  }
  const core::Decimal free = Unpromised(in, pair.quote);
  const core::Decimal cost = core::Mul(terms.quantity.value(), in.unit_cost, core::Rounding::kUp);
  if (cost <= free) return std::nullopt;
  return core::Refusal{"balance", cost.ToDouble(), free.ToDouble(),
                       QuantityWorth(free, in.unit_cost)};
}

}  // namespace keel::risk
