// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// All positions together, working buys and this order included, stay below a share of equity.
std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in);

std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in) {
  if (in.reduces_risk || !in.limits.gross_exposure) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  core::Decimal before = ledger.GrossExposure();
  for (const auto& entry : in.account.working->entries()) {
    if (entry.side != core::Side::kBuy) continue;
    const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
    const core::Decimal value =
        core::Mul(entry.reserved_per_unit, entry.open.value(), core::Rounding::kUp);
    before += core::Mul(value, ledger.rate(quote), core::Rounding::kUp);
  }
  const core::Decimal limit =
      core::Mul(ledger.equity(), *in.limits.gross_exposure, core::Rounding::kDown);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"gross_exposure", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
