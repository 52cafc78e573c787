// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// What the account has of one asset, open buys of every pair and this order included, stays below
/// a share of equity.
std::optional<core::Refusal> CheckPositionShare(const CheckInput& in);

std::optional<core::Refusal> CheckPositionShare(const CheckInput& in) {
  if (in.reduces_risk || !in.limits.position_share) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::CurrencyId asset = ledger.universe().at(in.terms.instrument).base;
  if (asset == ledger.account_currency()) return std::nullopt;  // coming home is no exposure
  const core::Decimal limit = ShareOfEquity(ledger, *in.limits.position_share);
  const core::Decimal held = UnitsHeld(in.account, asset, in.terms.oco_group);
  const core::Decimal before = core::Mul(held, in.unit_value, core::Rounding::kUp);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"position_share", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
